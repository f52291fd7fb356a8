//! No secret is left in memory once it is no longer needed: a process of its own works with the library,
//! lets go of everything, and then looks through all of its memory. All the while its allocator looks into
//! whatever is given back to it: what comes to lie over a secret by chance would hide it from the search.
//!
//! What is looked for must not be there for the sake of the search: it comes masked, and is compared masked.

use std::{
    alloc::{GlobalAlloc, Layout},
    backtrace::Backtrace,
    cell::Cell,
    fs::{self, File},
    io::{Read as _, Write as _},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use sops_rs::{
    document,
    format::{Format, FormatName, Limits},
    keys::{
        KeyKind, MasterKey, Provider,
        age::{Age, IdentitySource},
        recover::{self, Recovery},
    },
    ops::{self, DecryptOptions, Draft, Editing, EncryptOptions, RekeyOptions, SetOptions, Updated},
    secret::{DataKey, Plaintext, WipingAllocator, wipe_from_now_on},
    select::Selectors,
};

use crate::support::Sandbox;

const MASK: u8 = 0x5a;
const DATA_KEY: &str = "the data key";
const NOW: i64 = 1_748_736_000;

/// The formats, each with a text around a value.
const FORMATS: [(FormatName, &str, &str); 6] = [
    (
        FormatName::Yaml,
        "# note\na: {}\nb: \"\\x41 {}\"\nc: |\n  {}\n  two\nd: [{}, 'it''s {}']\n# {}\n",
        "a.yaml",
    ),
    (FormatName::Json, "{\"a\": \"{}\", \"b\": [\"\\u0041 {}\"]}\n", "a.json"),
    (FormatName::Dotenv, "A={}\n# {}\nB=\"{}\"\n", "a.env"),
    (FormatName::Ini, "[s]\na = {}\n; comments stay readable\nb = \"{}\"\n", "a.ini"),
    (FormatName::Toml, "a = \"{}\"\nb = [\"\\u0041 {}\", '{}']\n# {}\n", "a.toml"),
    (FormatName::Binary, "{}\u{1}{}", "a.bin"),
];

/// What is looked for, masked, by its name.
type Patterns = Vec<(String, Vec<u8>)>;

struct Stage {
    sandbox: Sandbox,
    patterns: Patterns,
}

impl Stage {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        let identity = fs::read_to_string(sandbox.home().join(".config/sops/age/keys.txt")).unwrap();
        let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
        let (_, scalar) = bech32::decode(identity).unwrap();
        let mut random = [0; 12];
        sops_rs::secret::fill_random(&mut random).unwrap();
        let canary: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(sandbox.path("recipient"), recipient).unwrap();
        let mut stage = Self { sandbox, patterns: Vec::new() };
        stage.look_for("the value", canary.as_bytes());
        // Its prefix is in the program.
        stage.look_for("the text of the identity", &identity.as_bytes()[17..]);
        stage.look_for("the identity", &scalar);
        stage
    }

    fn look_for(&mut self, name: &str, secret: &[u8]) {
        self.patterns.push((name.to_owned(), masked(secret)));
    }

    fn canary(&self) -> Vec<u8> {
        masked(&self.patterns[0].1)
    }

    /// Encrypts a file of the format; its data key is looked for as well.
    fn encrypted(&mut self, name: FormatName, text: &str, file: &str) -> PathBuf {
        let plain = text.replace("{}", std::str::from_utf8(&self.canary()).unwrap());
        let recipient = self.sandbox.read("recipient");
        let args = ["encrypt", "--age", &recipient, "--filename-override", file];
        let encrypted = self.sandbox.run(args).stdin(plain).finish().success().stdout;
        let key = data_key(&encrypted, name.format().unwrap(), &provider(&self.keys()));
        self.look_for(DATA_KEY, key.expose());
        let path = self.sandbox.path(file);
        fs::write(&path, encrypted).unwrap();
        path
    }

    fn keys(&self) -> PathBuf {
        self.sandbox.home().join(".config/sops/age/keys.txt")
    }

    /// Does the work in a process of its own; nothing may be found there afterwards.
    #[track_caller]
    fn leaves_nothing(&self, work: &str, file: &Path) {
        let patterns: String = self
            .patterns
            .iter()
            .map(|(name, masked)| {
                let hex: String = masked.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{hex} {name}\n")
            })
            .collect();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "robust::memory::child", "--ignored", "--nocapture", "--test-threads=1"])
            .env_clear()
            .env("WORK", work)
            .env("FILE", file)
            .env("KEYS", self.keys())
            .env("RECIPIENT", self.sandbox.read("recipient"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(patterns.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{work} {}: {shown}", file.display());
        assert!(shown.contains("looked through"), "{shown}");
        let found = shown.find("FOUND").map(|at| &shown[at..]);
        assert!(found.is_none(), "{work} {}: {}", file.display(), found.unwrap_or_default());
    }
}

#[test]
fn what_is_dropped_is_gone() {
    let stage = Stage::new();
    for work in ["drop a plaintext", "drop a data key"] {
        stage.leaves_nothing(work, Path::new(""));
    }
}

/// The allocator would see something.
#[test]
#[should_panic(expected = "FOUND the value in memory that was given back")]
fn what_is_given_back_is_looked_into() {
    Stage::new().leaves_nothing("give a copy back", Path::new(""));
}

/// The search would find something.
#[test]
#[should_panic(expected = "FOUND the value")]
fn what_is_not_dropped_is_found() {
    Stage::new().leaves_nothing("keep a plaintext", Path::new(""));
}

#[test]
fn a_decryption_leaves_nothing() {
    for (name, text, file) in FORMATS {
        let mut stage = Stage::new();
        let path = stage.encrypted(name, text, file);
        stage.leaves_nothing("decrypt", &path);
    }
}

#[test]
fn a_conversion_leaves_nothing() {
    for (name, text, file) in FORMATS {
        let mut stage = Stage::new();
        let path = stage.encrypted(name, text, file);
        stage.leaves_nothing("convert", &path);
    }
}

#[test]
fn an_encryption_leaves_nothing() {
    for (_, text, file) in FORMATS {
        let stage = Stage::new();
        fs::write(stage.sandbox.path("template"), text).unwrap();
        stage.leaves_nothing("encrypt", &stage.sandbox.path(file));
    }
}

#[test]
fn a_change_leaves_nothing() {
    for work in ["set", "edit"] {
        let mut stage = Stage::new();
        let path = stage.encrypted(FORMATS[0].0, FORMATS[0].1, FORMATS[0].2);
        stage.leaves_nothing(work, &path);
    }
}

#[test]
fn a_rotation_leaves_nothing() {
    for (name, text, file) in FORMATS {
        let mut stage = Stage::new();
        let path = stage.encrypted(name, text, file);
        stage.leaves_nothing("rotate", &path);
    }
}

/// Not a test by itself.
#[test]
#[ignore = "run by the tests above, in a process of its own"]
fn child() {
    let variable = |name| std::env::var(name).unwrap();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let mut patterns: Patterns = text
        .lines()
        .map(|line| {
            let (hex, name) = line.split_once(' ').unwrap();
            let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            (name.to_owned(), (0..hex.len()).step_by(2).map(byte).collect())
        })
        .collect();
    let canary = patterns[0].1.clone();
    wipe_from_now_on();
    SECRETS.set(patterns.clone()).expect("this process runs one test");
    work(
        &variable("WORK"),
        Path::new(&variable("FILE")),
        Path::new(&variable("KEYS")),
        &canary,
        &mut patterns,
    );
    search(&patterns);
}

fn work(work: &str, file: &Path, keys: &Path, canary: &[u8], patterns: &mut Patterns) {
    let format = FormatName::from_path(file).format().unwrap();
    let provider = provider(keys);
    let providers: [&dyn Provider; 1] = [&provider];
    let options = || DecryptOptions {
        providers: &providers,
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    let read = || fs::read(file).unwrap();
    match work {
        "drop a plaintext" => {
            let mut plain = Plaintext::with_capacity(4);
            (0..100).for_each(|_| extend(&mut plain, canary));
            let copy = Plaintext::new(plain.expose().to_vec());
            plain.clear();
            drop((plain, copy));
        }
        "keep a plaintext" => {
            let mut plain = Plaintext::with_capacity(canary.len());
            extend(&mut plain, canary);
            std::mem::forget(plain);
        }
        "give a copy back" => {
            let mut plain = Plaintext::with_capacity(canary.len());
            extend(&mut plain, canary);
            drop(plain.expose().to_vec());
        }
        "drop a data key" => {
            let key = DataKey::generate().unwrap();
            patterns.push((DATA_KEY.to_owned(), masked(key.expose())));
            let boxed = Box::new(key.again());
            drop((key, boxed));
        }
        "decrypt" => {
            let decrypted = ops::decrypt(&read(), format, &options()).unwrap();
            assert!(decrypted.bytes.expose().len() > canary.len());
        }
        "convert" => {
            let decrypted = ops::decrypt(&read(), format, &options()).unwrap();
            let trees = decrypted.trees(format, &Limits::default()).unwrap();
            let mut out = Plaintext::default();
            FormatName::Json.format().unwrap().print(&trees, &mut out).unwrap();
            FormatName::Yaml.format().unwrap().print(&trees, &mut out).unwrap();
            assert!(out.expose().len() > canary.len());
        }
        "encrypt" => {
            let template = fs::read(file.with_file_name("template")).unwrap();
            let mut plain = Plaintext::with_capacity(4096);
            let mut rest = &template[..];
            while let Some(at) = rest.windows(2).position(|two| two == b"{}") {
                plain.extend(&rest[..at]);
                extend(&mut plain, canary);
                rest = &rest[at + 2..];
            }
            plain.extend(rest);
            let recipient = std::env::var("RECIPIENT").unwrap();
            let options = EncryptOptions {
                groups: vec![vec![MasterKey::new(KeyKind::Age, recipient)]],
                shamir_threshold: None,
                selectors: Selectors::default(),
                mac_only_encrypted: false,
                providers: &providers,
                now: NOW,
                seal: ops::SealChoice::Add,
                limits: Limits::default(),
            };
            let encrypted = ops::encrypt(plain.expose(), format, &options).unwrap();
            assert!(encrypted.values > 0);
            patterns
                .push((DATA_KEY.to_owned(), masked(data_key(&encrypted.bytes, format, &provider).expose())));
        }
        "set" | "edit" | "rotate" => change(work, &read(), format, &providers, canary),
        other => panic!("{other}"),
    }
}

fn change(work: &str, file: &[u8], format: &'static dyn Format, providers: &[&dyn Provider], canary: &[u8]) {
    match work {
        "set" => {
            let mut value = Plaintext::with_capacity(100);
            value.extend(b"\"new ");
            extend(&mut value, canary);
            value.extend(b"\"");
            let tree = ops::parse_value(value.expose(), &Limits::default()).unwrap();
            let options = SetOptions {
                providers,
                ignore_mac: false,
                lenient: false,
                idempotent: false,
                output: None,
                now: NOW,
                seal: ops::SealChoice::Add,
                limits: Limits::default(),
            };
            let path = document::Path::parse("[\"a\"]").unwrap();
            let set = ops::set(file, format, &path, &tree, &options).unwrap();
            assert!(matches!(set.updated, Updated::Changed(_)));
        }
        "edit" => {
            let options = DecryptOptions {
                providers,
                ignore_mac: false,
                seal_required: &|| false,
                limits: Limits::default(),
            };
            let editing = Editing::open(file.to_vec(), format, &options).unwrap();
            let mut text = editing.text(false).unwrap();
            text.extend(b"new: ");
            extend(&mut text, canary);
            text.extend(b"\n");
            let draft = Draft { text: text.expose(), with_metadata: false };
            assert!(editing.save(draft, providers, NOW).unwrap().values > 0);
        }
        "rotate" => {
            let options = RekeyOptions {
                groups: ops::inspect(file, format, &Limits::default()).unwrap().unwrap().groups,
                shamir_threshold: None,
                drop_unsupported: false,
                providers,
                now: NOW,
                seal: ops::SealChoice::Add,
                limits: Limits::default(),
            };
            assert!(!ops::rotate(file, format, &options).unwrap().bytes.is_empty());
        }
        other => panic!("{other}"),
    }
}

fn provider(keys: &Path) -> Age {
    let name = "the keys of the test".to_owned();
    Age::new(vec![IdentitySource::File { name, path: keys.to_owned(), optional: false }])
}

fn data_key(encrypted: &[u8], format: &dyn Format, provider: &Age) -> DataKey {
    let metadata = ops::inspect(encrypted, format, &Limits::default()).unwrap().unwrap();
    let providers: [&dyn Provider; 1] = [provider];
    recover::recover(&metadata.groups, metadata.shamir_threshold, &Recovery::new(&providers, &[])).unwrap()
}

fn masked(secret: &[u8]) -> Vec<u8> {
    secret.iter().map(|byte| byte ^ MASK).collect()
}

/// Appends what the mask hides, byte by byte: no buffer of the test has it.
fn extend(plain: &mut Plaintext, masked: &[u8]) {
    for byte in masked {
        let mut one = [std::hint::black_box(byte ^ MASK)];
        plain.extend(&one);
        one[0] = 0;
        std::hint::black_box(&one);
    }
}

/// Looks through all memory that can be written to.
fn search(patterns: &Patterns) {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let longest = patterns.iter().map(|(_, masked)| masked.len()).max().unwrap();
    let mut chunk = vec![0; 1 << 20];
    let mut total = 0;
    for line in maps.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        if !words[1].starts_with("rw") {
            continue;
        }
        let (start, end) = words[0].split_once('-').unwrap();
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        let (mut at, end) = (number(start), number(end));
        while at < end {
            let length = chunk.len().min((end - at) as usize);
            let Ok(read) = memory.read_at(&mut chunk[..length], at) else { break };
            for (name, masked) in patterns {
                for offset in occurrences(&chunk[..read], masked) {
                    let before = String::from_utf8_lossy(&chunk[offset.saturating_sub(20)..offset]);
                    println!("FOUND {name} at {:x} in {line}, behind {before:?}", at + offset as u64);
                }
            }
            total += read;
            if at + read as u64 >= end {
                break;
            }
            // What lies across the border is in the next chunk as a whole.
            at += (read - longest) as u64;
        }
    }
    println!("looked through {total} bytes");
    assert!(total > 100_000);
}

fn occurrences(chunk: &[u8], masked: &[u8]) -> Vec<usize> {
    let first = masked[0] ^ MASK;
    let last = chunk.len().saturating_sub(masked.len());
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr(first, &chunk[at..last]) {
        at += next;
        if chunk[at..].iter().zip(masked).all(|(byte, masked)| byte ^ MASK == *masked) {
            found.push(at);
        }
        at += 1;
    }
    found
}

/// The allocator of the program, which looks into what is given back before it is wiped: our own code leaves
/// nothing to it.
struct Watching;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

static PROGRAMS: WipingAllocator = WipingAllocator::new();

/// What must not be given back, masked; nothing is looked for until it is set.
static SECRETS: OnceLock<Patterns> = OnceLock::new();

thread_local! {
    /// Telling of a find takes memory as well.
    static TELLING: Cell<bool> = const { Cell::new(false) };
}

/// How large the blocks are in which `age` has the data key, wiped by nobody but the allocator: one for a
/// decrypted chunk, one for a chunk that is to be encrypted.
const BUFFERS_OF_AGE: [usize; 2] = [48, 64 << 10];

impl Watching {
    /// The name of a secret in `place`.
    fn find(place: &[u8]) -> Option<&'static str> {
        let is_in = |masked: &[u8]| {
            place.len() >= masked.len()
                && place
                    .windows(masked.len())
                    .any(|part| part.iter().zip(masked).all(|(one, other)| one ^ MASK == *other))
        };
        SECRETS.get()?.iter().find(|(_, masked)| is_in(masked)).map(|(name, _)| name.as_str())
    }

    /// `size`: of the block.
    fn tell(found: Option<&str>, size: usize) {
        if let Some(name) = found
            && !(name == DATA_KEY && BUFFERS_OF_AGE.contains(&size))
            && !TELLING.replace(true)
        {
            println!("FOUND {name} in memory that was given back: {}", Backtrace::force_capture());
            TELLING.set(false);
        }
    }
}

// SAFETY: everything is done by the program's allocator; what is given back is ours until then.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { PROGRAMS.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { PROGRAMS.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // What is cut off in place is given back alone; what moves leaves all of it behind.
        let old = unsafe { std::slice::from_raw_parts(place, layout.size()) };
        let (all, cut_off) = (Self::find(old), Self::find(old.get(size..).unwrap_or_default()));
        let new = unsafe { PROGRAMS.realloc(place, layout, size) };
        Self::tell(if new == place { cut_off } else { all }, layout.size());
        new
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        Self::tell(Self::find(unsafe { std::slice::from_raw_parts(place, layout.size()) }), layout.size());
        unsafe { PROGRAMS.dealloc(place, layout) }
    }
}
