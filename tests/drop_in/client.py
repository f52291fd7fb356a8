import sys
from sopsy import Sops, SopsyInOutType
from sopsy.errors import SopsyCommandFailedError

file = Sops("e.yaml")
assert file.decrypt() == {"a": "x", "b": "z"}, file.decrypt()
assert Sops("e.yaml", output_type=SopsyInOutType.JSON).decrypt(to_dict=False).startswith(b"{")
assert Sops("e.yaml", extract='["a"]').decrypt(to_dict=False) == b"x"
assert file.get("b") == "z"
Sops("p.yaml", in_place=True).encrypt()
assert Sops("p.yaml").decrypt() == {"a": "x", "b": "z"}
Sops("p.yaml", in_place=True).rotate()
assert Sops("p.yaml").decrypt() == {"a": "x", "b": "z"}
try:
    Sops("plain.yaml").decrypt()
    sys.exit("a plain file was decrypted")
except SopsyCommandFailedError as error:
    assert "sops metadata not found" in str(error), error
