//! From bytes to text. What enters: a file as it is. What leaves: the same as UTF-8, or an error that
//! says where it is not. Never a byte of the file in a message.

use crate::{
    document::place,
    error::{Error, ErrorKind, Result},
};

/// The text in `source`.
pub(super) fn text(source: &[u8]) -> Result<&str> {
    // Offsets are 32 bits wide, and node numbers keep one value to say "no node".
    if source.len() >= u32::MAX as usize {
        return Err(Error::new(ErrorKind::Input, "the file is larger than 4 GiB"));
    }
    if source.starts_with(&[0xFF, 0xFE]) || source.starts_with(&[0xFE, 0xFF]) {
        return Err(Error::new(ErrorKind::Input, "the file is UTF-16, and only UTF-8 is read")
            .hint("Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE"));
    }
    std::str::from_utf8(source).map_err(|error| {
        let (valid, _) = source.split_at(error.valid_up_to());
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        Error::new(ErrorKind::Input, "the file is not valid UTF-8")
            .at(place(valid, valid.len()))
            .hint("Convert it to UTF-8; binary data can be encrypted with --input-type binary")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    #[test]
    fn the_first_bad_byte_is_named_by_its_place() {
        let error = text(b"a: \xc3\xa4\nb: \xc3\xa4\xff").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(error.place(), Some(Place { line: 2, column: 5 }));
    }

    #[test]
    fn utf_16_is_recognised() {
        for source in [b"\xff\xfea\0", b"\xfe\xff\0a"] {
            let error = text(source).unwrap_err();
            assert!(error.message().contains("UTF-16"));
            assert!(error.next_step().unwrap().contains("UTF-8"));
        }
    }
}
