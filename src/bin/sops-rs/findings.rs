//! Findings as they are reported: to people, to programs, to code scanners, to GitHub. What enters:
//! findings by file. What leaves: text. Never a value of a file: findings have none.

use std::{fmt::Write as _, path::Path};

use sops_rs::{
    Result,
    document::Block,
    format::FormatName,
    repo::{Finding, Level},
    secret::Plaintext,
};

use crate::{args::ReportFormat, report};

/// The findings of all files.
#[derive(Default)]
pub(crate) struct Findings {
    /// How many files were looked at that are encrypted, or should be.
    pub(crate) files: usize,
    found: Vec<(String, Finding)>,
}

impl Findings {
    /// Adds what was found in `file`.
    pub(crate) fn add(&mut self, file: &Path, findings: impl IntoIterator<Item = Finding>) {
        let name = file.to_string_lossy();
        self.found.extend(findings.into_iter().map(|finding| (name.clone().into_owned(), finding)));
    }

    /// How many there are of at least that weight.
    pub(crate) fn count(&self, level: Level) -> usize {
        self.found.iter().filter(|(_, finding)| finding.level >= level).count()
    }

    /// The report. `ids` are the names that findings can have, with what they are about.
    pub(crate) fn render(
        mut self,
        format: ReportFormat,
        ids: &[(&str, &str)],
        good: &str,
    ) -> Result<Plaintext> {
        self.found.sort_by(|one, other| {
            let place = |finding: &Finding| finding.place.map(|place| (place.line, place.column));
            (&one.0, place(&one.1)).cmp(&(&other.0, place(&other.1)))
        });
        match format {
            ReportFormat::Text => Ok(Plaintext::new(self.text(good).into_bytes())),
            ReportFormat::Github => Ok(Plaintext::new(self.github().into_bytes())),
            ReportFormat::Json => print(&self.json()),
            ReportFormat::Sarif => print(&self.sarif(ids)),
        }
    }

    fn text(&self, good: &str) -> String {
        let mut text = String::new();
        for (file, finding) in &self.found {
            let place =
                finding.place.map_or_else(String::new, |place| format!(":{}:{}", place.line, place.column));
            let _ = writeln!(
                text,
                "{}{place}: {}: {} [{}]\n  {}",
                report::clean(file),
                level(finding.level),
                report::clean(&finding.message),
                finding.id,
                report::clean(&finding.hint)
            );
        }
        let (errors, all) = (self.count(Level::Error), self.found.len());
        let files = plural(self.files, "file");
        let _ = match all {
            0 => writeln!(text, "{files}: {good}"),
            _ => writeln!(text, "{files}: {}, {}", plural(errors, "error"), plural(all - errors, "warning")),
        };
        text
    }

    /// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
    fn github(&self) -> String {
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        let mut text = String::new();
        for (file, finding) in &self.found {
            let place = finding
                .place
                .map_or_else(String::new, |place| format!(",line={},col={}", place.line, place.column));
            let _ = writeln!(
                text,
                "::{} file={}{place},title={}::{}",
                level(finding.level),
                property(file),
                property(finding.id),
                data(&format!("{}. {}", finding.message, finding.hint))
            );
        }
        text
    }

    fn json(&self) -> Block {
        let finding = |(file, finding): &(String, Finding)| {
            let (line, column) = finding.place.map_or((Block::Null, Block::Null), |place| {
                (Block::Int(place.line.into()), Block::Int(place.column.into()))
            });
            map([
                ("file", Block::text(file)),
                ("line", line),
                ("column", column),
                ("id", Block::text(finding.id)),
                ("level", Block::text(level(finding.level))),
                ("message", Block::text(&finding.message)),
                ("hint", Block::text(&finding.hint)),
            ])
        };
        map([
            ("files", Block::Int(self.files as i64)),
            ("findings", Block::List(self.found.iter().map(finding).collect())),
        ])
    }

    /// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
    fn sarif(&self, ids: &[(&str, &str)]) -> Block {
        let text = |text: &str| map([("text", Block::text(text))]);
        let rule =
            |(id, about): &(&str, &str)| map([("id", Block::text(*id)), ("shortDescription", text(about))]);
        let result = |(file, finding): &(String, Finding)| {
            let mut location = vec![("artifactLocation", map([("uri", Block::text(uri(file)))]))];
            if let Some(place) = finding.place {
                let region = [("startLine", place.line), ("startColumn", place.column)];
                location
                    .push(("region", map(region.map(|(name, number)| (name, Block::Int(number.into()))))));
            }
            map([
                ("ruleId", Block::text(finding.id)),
                ("level", Block::text(level(finding.level))),
                ("message", text(&format!("{}. {}", finding.message, finding.hint))),
                ("locations", Block::List(vec![map([("physicalLocation", map(location))])])),
            ])
        };
        let driver = map([
            ("name", Block::text("sops-rs")),
            ("version", Block::text(env!("CARGO_PKG_VERSION"))),
            ("rules", Block::List(ids.iter().map(rule).collect())),
        ]);
        let run = map([
            ("tool", map([("driver", driver)])),
            ("results", Block::List(self.found.iter().map(result).collect())),
        ]);
        map([
            ("$schema", Block::text("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", Block::text("2.1.0")),
            ("runs", Block::List(vec![run])),
        ])
    }
}

/// `3 files`, `1 file`.
pub(crate) fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// A relative reference, RFC 3986.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Block)>) -> Block {
    Block::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn print(block: &Block) -> Result<Plaintext> {
    let mut text = Plaintext::default();
    FormatName::Json.format()?.print(&[block.to_tree()], &mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use sops_rs::error::Place;

    use super::*;

    fn one() -> Findings {
        let mut findings = Findings { files: 2, ..Findings::default() };
        findings.add(
            Path::new("a b/x.yaml"),
            [Finding {
                id: "readable-value",
                level: Level::Error,
                message: "the value at [\"a\"] is readable".to_owned(),
                place: Some(Place { line: 2, column: 4 }),
                hint: "Change it".to_owned(),
            }],
        );
        findings
    }

    fn rendered(format: ReportFormat) -> String {
        let text = one().render(format, &[("readable-value", "About")], "all is well").unwrap();
        String::from_utf8(text.expose().to_vec()).unwrap()
    }

    #[test]
    fn people_get_place_and_advice() {
        assert_eq!(
            rendered(ReportFormat::Text),
            "a b/x.yaml:2:4: error: the value at [\"a\"] is readable [readable-value]\n  Change it\n2 files: 1 error, 0 warnings\n"
        );
    }

    #[test]
    fn github_gets_annotations() {
        assert_eq!(
            rendered(ReportFormat::Github),
            "::error file=a b/x.yaml,line=2,col=4,title=readable-value::the value at [\"a\"] is readable. Change it\n"
        );
    }

    #[test]
    fn sarif_names_rule_and_place() {
        let text = rendered(ReportFormat::Sarif);
        assert!(text.contains("\"uri\": \"a%20b/x.yaml\""), "{text}");
        assert!(text.contains("\"startLine\": 2"), "{text}");
        assert!(text.contains("\"ruleId\": \"readable-value\""), "{text}");
    }
}
