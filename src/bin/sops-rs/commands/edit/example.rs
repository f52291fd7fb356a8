//! What a new file starts with: the examples of the real program, and one for TOML.

use sops_rs::format::FormatName;

const YAML: &str = "\
hello: Welcome to SOPS! Edit this file as you please!
example_key: example_value
# Example comment
example_array:
    - example_value1
    - example_value2
example_number: 1234.56789
example_booleans:
    - true
    - false
";

const JSON: &str = "\
{
\t\"hello\": \"Welcome to SOPS! Edit this file as you please!\",
\t\"example_key\": \"example_value\",
\t\"example_array\": [
\t\t\"example_value1\",
\t\t\"example_value2\"
\t],
\t\"example_number\": 1234.56789,
\t\"example_booleans\": [
\t\ttrue,
\t\tfalse
\t]
}
";

const DOTENV: &str = "\
# This is an example file.
hello=Welcome to SOPS! Edit this file as you please!
example_key=example_value
example_multiline=foo\\nbar\\nbaz
";

const INI: &str = "\
; This is an example file.
[Welcome!]
hello       = Welcome to SOPS! Edit this file as you please!
example_key = example_value
";

const TOML: &str = "\
hello = \"Welcome to SOPS! Edit this file as you please!\"
example_key = \"example_value\"
# Example comment
example_array = [\"example_value1\", \"example_value2\"]
example_number = 1234.56789
example_booleans = [true, false]
";

const BINARY: &str = "Welcome to SOPS! Edit this file as you please!";

/// The example of a format.
pub(super) fn example(format: FormatName) -> &'static str {
    match format {
        FormatName::Yaml => YAML,
        FormatName::Json => JSON,
        FormatName::Dotenv => DOTENV,
        FormatName::Ini => INI,
        FormatName::Toml => TOML,
        FormatName::Binary => BINARY,
    }
}
