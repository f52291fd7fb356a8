//! Regular expressions as the file format means them: RE2 in Go's dialect. What enters: an
//! expression from a config or a file. What leaves: the same for the `regex` crate, or the reason
//! why it is none. The dialects agree on most; what differs is rewritten here (Perl classes and `\b`
//! are ASCII, `{` may be literal, `\Q…\E`, octal escapes, no set operations inside `[…]`).

use std::{iter::Peekable, str::Chars};

/// A compiled expression, unanchored.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(regex::Regex);

impl Pattern {
    /// Compiles `source`, or says in one clause why it cannot.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let translated = Translator::new(source).run()?;
        regex::Regex::new(&translated).map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "the expression is too big".to_owned(),
            // The crate draws the expression with a caret, then gives the reason on the last line.
            other => {
                let text = other.to_string();
                text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
            }
        })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// The most that a counted repetition may ask for.
const MAX_REPEAT: u32 = 1000;

const POSIX_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl<'a> Translator<'a> {
    fn new(source: &'a str) -> Self {
        Self { rest: source.chars().peekable(), out: String::with_capacity(source.len() + 16) }
    }

    fn run(mut self) -> Result<String, String> {
        let mut after_repeat = false;
        while let Some(char) = self.rest.next() {
            let repeats = match char {
                '*' | '+' | '?' => {
                    self.out.push(char);
                    true
                }
                '{' => self.counted_repeat()?,
                _ => false,
            };
            if repeats {
                if after_repeat {
                    return Err("a repetition is itself repeated".to_owned());
                }
                if self.eat('?') {
                    self.out.push('?');
                }
            } else {
                match char {
                    '{' => {} // literal, written by `counted_repeat`
                    '\\' => self.escape()?,
                    '[' => self.class()?,
                    '(' => self.group()?,
                    '.' | '^' | '$' | '|' | ')' => self.out.push(char),
                    literal => self.literal(literal),
                }
            }
            after_repeat = repeats;
        }
        Ok(self.out)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn rest_starts_with(&self, prefix: &str) -> bool {
        let mut rest = self.rest.clone();
        prefix.chars().all(|wanted| rest.next() == Some(wanted))
    }

    /// What stands before `end`, if that follows at all; consumes both.
    fn until(&mut self, end: char) -> Option<String> {
        let mut ahead = self.rest.clone();
        let mut text = String::new();
        loop {
            match ahead.next()? {
                char if char == end => break,
                char => text.push(char),
            }
        }
        self.rest = ahead;
        Some(text)
    }

    fn literal(&mut self, char: char) {
        // `\<` and `\>` would be word boundaries; neither sign is special without the backslash.
        if char.is_ascii_punctuation() && !matches!(char, '<' | '>') {
            self.out.push('\\');
        }
        self.out.push(char);
    }

    /// After `{`: copies `n}`, `n,}` or `n,m}`; anything else makes the brace a literal.
    fn counted_repeat(&mut self) -> Result<bool, String> {
        let mut ahead = self.clone_rest();
        let count = ahead.until('}').filter(|text| {
            let number = |text: &str| {
                text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() < 2 || !text.starts_with('0'))
            };
            match text.split_once(',') {
                Some((low, high)) => !low.is_empty() && number(low) && number(high),
                None => !text.is_empty() && number(text),
            }
        });
        let Some(count) = count else {
            self.literal('{');
            return Ok(false);
        };
        let (low, high) = count.split_once(',').unwrap_or((&count, &count));
        let low = low.parse().unwrap_or(u32::MAX);
        let high = if high.is_empty() { low } else { high.parse().unwrap_or(u32::MAX) };
        if high > MAX_REPEAT || low > high {
            return Err(format!("the repeat count {{{count}}} is invalid"));
        }
        self.rest = ahead.rest;
        self.out.push('{');
        self.out.push_str(&count);
        self.out.push('}');
        Ok(true)
    }

    fn clone_rest(&self) -> Self {
        Self { rest: self.rest.clone(), out: String::new() }
    }

    /// After `(`: names are dropped, since only whether it matches is asked; flags are checked.
    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        if !self.eat('?') {
            return Ok(());
        }
        if self.rest_starts_with("P<") || self.rest_starts_with("<") {
            self.eat('P');
            self.eat('<');
            let name = self.until('>').unwrap_or_default();
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err("a group has an invalid name".to_owned());
            }
            return Ok(());
        }
        self.out.push('?');
        for flag in self.rest.by_ref() {
            self.out.push(flag);
            match flag {
                'i' | 'm' | 's' | 'U' | '-' => {}
                ':' | ')' => return Ok(()),
                _ => return Err("a group starts with unknown flags after `(?`".to_owned()),
            }
        }
        Err("a group is not closed".to_owned())
    }

    /// After `\`, outside a class.
    fn escape(&mut self) -> Result<(), String> {
        match self.rest.peek() {
            Some(&anchor @ ('A' | 'z')) => {
                self.rest.next();
                self.out.push('\\');
                self.out.push(anchor);
            }
            Some(&boundary @ ('b' | 'B')) => {
                self.rest.next();
                self.out.push_str("(?-u:\\");
                self.out.push(boundary);
                self.out.push(')');
            }
            Some('Q') => {
                self.rest.next();
                while self.rest.peek().is_some() {
                    if self.rest_starts_with("\\E") {
                        self.rest.nth(1);
                        break;
                    }
                    if let Some(char) = self.rest.next() {
                        self.literal(char);
                    }
                }
            }
            _ => {
                if !self.named_class()? {
                    let char = self.escaped_char()?;
                    self.literal(char);
                }
            }
        }
        Ok(())
    }

    /// After `\`: `d D s S w W`, `pN`, `p{Name}`; the output stands inside a class as well as alone.
    fn named_class(&mut self) -> Result<bool, String> {
        let Some(&kind) = self.rest.peek() else { return Ok(false) };
        let perl = match kind.to_ascii_lowercase() {
            'd' => "0-9]",
            's' => r"\t\n\f\r ]",
            'w' => "0-9A-Za-z_]",
            'p' => {
                self.rest.next();
                self.unicode_class(kind == 'P')?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        self.rest.next();
        self.out.push_str(if kind.is_ascii_uppercase() { "[^" } else { "[" });
        self.out.push_str(perl);
        Ok(true)
    }

    fn unicode_class(&mut self, mut negated: bool) -> Result<(), String> {
        let invalid = || "a Unicode class is incomplete or has no valid name".to_owned();
        let name = match self.rest.next() {
            Some('{') => self.until('}').ok_or_else(invalid)?,
            Some(char) => char.to_string(),
            None => return Err(invalid()),
        };
        let name = name.strip_prefix('^').map_or(name.as_str(), |rest| {
            negated = !negated;
            rest
        });
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(invalid());
        }
        self.out.push_str(if negated { r"\P{" } else { r"\p{" });
        self.out.push_str(name);
        self.out.push('}');
        Ok(())
    }

    /// After `\`: one character, by name, number, or itself.
    fn escaped_char(&mut self) -> Result<char, String> {
        let char = self.rest.next().ok_or("the expression ends with a backslash")?;
        let code = match char {
            'a' => 7,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '0'..='7' => {
                if char != '0' && !matches!(self.rest.peek(), Some('0'..='7')) {
                    return Err("back references are not supported".to_owned());
                }
                let mut code = char as u32 - '0' as u32;
                for _ in 0..2 {
                    let Some(digit) = self.rest.next_if(|char| ('0'..='7').contains(char)) else { break };
                    code = code * 8 + (digit as u32 - '0' as u32);
                }
                code
            }
            'x' => {
                let digits = if self.eat('{') {
                    self.until('}').filter(|digits| !digits.is_empty())
                } else {
                    Some(self.rest.by_ref().take(2).collect::<String>()).filter(|digits| digits.len() == 2)
                };
                let digits = digits
                    .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
                    .ok_or("a `\\x` escape is incomplete")?;
                u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX)
            }
            sign if sign.is_ascii() && !sign.is_ascii_alphanumeric() => return Ok(sign),
            other => return Err(format!("the escape `\\{other}` is unknown")),
        };
        char::from_u32(code).ok_or_else(|| "an escape names no character".to_owned())
    }

    /// After `[`.
    fn class(&mut self) -> Result<(), String> {
        let open = || "a `[` is not closed".to_owned();
        self.out.push('[');
        if self.eat('^') {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let char = self.rest.next().ok_or_else(open)?;
            match char {
                ']' if !first => break,
                '[' if self.rest.peek() == Some(&':') && self.posix_class()? => {}
                '\\' if self.named_class()? => {}
                _ => {
                    let low = self.class_char(char)?;
                    self.literal(low);
                    let mut ahead = self.rest.clone();
                    if ahead.next() == Some('-') && ahead.next().is_some_and(|char| char != ']') {
                        self.rest.next();
                        let char = self.rest.next().ok_or_else(open)?;
                        let high = self.class_char(char)?;
                        if high < low {
                            return Err("a range in a character class is upside down".to_owned());
                        }
                        self.out.push('-');
                        self.literal(high);
                    }
                }
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    fn class_char(&mut self, char: char) -> Result<char, String> {
        if char == '\\' { self.escaped_char() } else { Ok(char) }
    }

    /// Before `:` of `[:name:]`; without a closing `:]` the bracket is a literal.
    fn posix_class(&mut self) -> Result<bool, String> {
        let mut ahead = self.clone_rest();
        ahead.rest.next();
        let Some(text) = ahead.until(':').filter(|_| ahead.eat(']')) else { return Ok(false) };
        let name = text.strip_prefix('^').unwrap_or(&text);
        if !POSIX_CLASSES.contains(&name) {
            return Err("a character class is named that does not exist".to_owned());
        }
        self.rest = ahead.rest;
        self.out.push_str("[:");
        self.out.push_str(&text);
        self.out.push_str(":]");
        Ok(true)
    }
}
