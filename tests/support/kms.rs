//! Servers that speak for AWS KMS: moto, and small ones that refuse, stall or talk nonsense.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::oracle::tool;

/// What a small server answers to everybody.
pub enum Reply {
    /// The same status and body, always.
    Says(u16, String),
    /// It takes the request, and keeps silent.
    Nothing,
}

/// A server that always answers the same.
pub struct Canned {
    pub port: u16,
    count: Arc<AtomicUsize>,
}

impl Canned {
    /// Starts one; it ends with the test program.
    pub fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::new(AtomicUsize::new(0));
        let counter = count.clone();
        // It ends with the test program.
        thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if read_request(&stream).is_none() {
                    continue;
                }
                counter.fetch_add(1, Ordering::Relaxed);
                match &reply {
                    Reply::Says(status, body) => {
                        let head = format!(
                            "HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}",
                            body.len()
                        );
                        drop(write!(stream, "{head}\r\n\r\n{body}"));
                    }
                    Reply::Nothing => kept.push(stream),
                }
            }
        });
        Self { port, count }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many requests came.
    pub fn requests(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

/// Head and body; `None` when the other side went away before.
fn read_request(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

/// moto's server, which ends with the test.
pub struct Moto {
    pub port: u16,
    process: Child,
}

impl Moto {
    /// The one that all tests may share; each makes keys of its own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Moto> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The address of the server.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts one.
    pub fn start() -> Self {
        let port = free_port();
        // It ends with our end of the pipe: the one that all tests share is never dropped.
        let process = Command::new("sh")
            .args(["-c", "\"$0\" -p \"$1\" & read -r _; kill $!"])
            .arg(tool("moto_server"))
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { port, process };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "moto does not start");
            thread::sleep(Duration::from_millis(50));
        }
        moto
    }

    /// A new key under an alias.
    pub fn create_key(&self, region: &str, alias: &str) -> String {
        let made = self.call(region, "CreateKey", &json!({}));
        let key = made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned();
        self.call(
            region,
            "CreateAlias",
            &json!({ "AliasName": format!("alias/{alias}"), "TargetKeyId": key }),
        );
        key
    }

    /// An action of KMS; moto takes the region from the signature, which it does not check.
    pub fn call(&self, region: &str, action: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: kms.{region}.amazonaws.com\r\nX-Amz-Target: TrentService.{action}\r\n\
             Content-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=AKIATEST/20260101/{region}/kms/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().next().unwrap().contains(" 200 "), "{action}: {answer}");
        if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

/// Stands before moto and counts what it is asked.
pub struct Counting {
    pub port: u16,
    actions: Arc<Mutex<Vec<String>>>,
}

impl Counting {
    /// Starts one; it ends with the test program.
    pub fn before(moto: &'static Moto) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let actions = Arc::new(Mutex::new(Vec::new()));
        let counter = actions.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, counter) = (stream.unwrap(), counter.clone());
                thread::spawn(move || pass(stream, moto.port, &counter));
            }
        });
        Self { port, actions }
    }

    /// The actions since the last time, sorted.
    pub fn actions(&self) -> Vec<String> {
        let mut actions = std::mem::take(&mut *self.actions.lock().unwrap());
        actions.sort();
        actions
    }
}

/// Passes one request on, and its answer back.
fn pass(mut client: TcpStream, port: u16, actions: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 {
            return;
        }
        let name = line.to_ascii_lowercase();
        if let Some(value) = name.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if name.starts_with("x-amz-target:") {
            actions.lock().unwrap().push(line.trim().rsplit('.').next().unwrap().to_owned());
        }
        if line == "\r\n" {
            break;
        }
        if !name.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(server, "{head}Connection: close\r\n\r\n").unwrap();
    server.write_all(&body).unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    drop(client.write_all(&answer));
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// How AWS refuses.
pub fn refusal(code: &str, message: &str) -> String {
    match code {
        // STS speaks XML.
        "AccessDenied" => {
            format!(
                "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
            )
        }
        _ => json!({ "__type": code, "message": message }).to_string(),
    }
}
