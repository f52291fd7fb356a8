//! `exec-file`: a decrypted file for as long as a command runs. The plaintext goes through a pipe, or
//! into a folder in memory; it must be gone whatever ends the command, or us.

use std::{
    ffi::OsStr,
    path::{Component, Path, PathBuf},
    process::{Command, ExitCode, ExitStatus},
};

use sops_rs::{
    Error, ErrorKind, Result,
    ops::{self, DecryptOptions},
    secret::Plaintext,
    sys::{self, Account, PrivateFolder, Watch},
};

use crate::{
    args::{ExecFile, Persona, Types},
    dialect, env,
    files::{Formats, Source},
    launch::{self, Words},
    report::{self, Outcome},
    seal,
    session::Session,
};

pub(super) fn run(session: &Session, args: &ExecFile) -> Outcome {
    let words = Words::new("exec-file", session.persona, &args.words, &args.command)?;
    let [file] = words.files else {
        return Err(Error::new(ErrorKind::Generic, "exec-file takes one file").into());
    };
    check_name(&args.filename)?;
    check_background(session, args)?;
    let account = args.user.as_deref().map(Account::find).transpose()?;
    let source = Source::new(Some(Path::new(file)));
    let plain = plain(session, args, &source).map_err(|error| error.in_file(source.name()))?;
    // The folder has to be that user's.
    account.as_ref().map(Account::assume).transpose()?;

    let watch = Watch::new()?;
    let folder = PrivateFolder::new(&env::private_places())?;
    let path = provide(session, args, &folder, plain)?;
    let mut command = words.command(Some(&path));
    if let Some(account) = &account {
        launch::set_owner(&mut command, account);
    }
    if args.background {
        launch::leave(&mut command)?;
        folder.remove()?;
        return Ok(ExitCode::SUCCESS);
    }
    let status = wait(&watch, &mut command)?;
    let removed = folder.remove();
    if let Err(error) = &removed {
        report::tell(error);
    }
    Ok(exit_code(session.persona, status, removed.is_ok()))
}

fn check_name(name: &OsStr) -> Result<()> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(only)), None) if only == name => Ok(()),
        _ => Err(Error::new(ErrorKind::Generic, "the name of the decrypted file is not a file name")
            .because("it is put into a folder of its own")
            .hint("Give --filename a name without a slash")),
    }
}

/// The real program starts the command and takes the file away.
fn check_background(session: &Session, args: &ExecFile) -> Result<()> {
    match (args.background, session.persona) {
        (false, _) => Ok(()),
        (true, Persona::Sops) => {
            report::warn("exec-file's --background option is deprecated: the file is gone at once");
            Ok(())
        }
        (true, Persona::SopsRs) => {
            Err(Error::new(ErrorKind::Generic, "exec-file cannot leave the command to itself")
                .because("the decrypted file is there for as long as exec-file runs")
                .hint("Let the shell run all of it in the background, with & at the end"))
        }
    }
}

fn plain(session: &Session, args: &ExecFile, source: &Source) -> Result<Plaintext> {
    let types = Types {
        input_type: args.input_type.clone(),
        output_type: args.output_type.clone(),
        filename_override: None,
    };
    let formats = Formats::new(session.persona, &types, source);
    let input = formats.input.format()?;
    // An output format that we do not have is told before anyone is asked for a key.
    formats.output.format()?;
    let bytes = source.read(ErrorKind::Input)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = DecryptOptions {
        providers: &providers,
        ignore_mac: false,
        seal_required: &|| seal::is_required(session, source.path()),
        limits: session.limits,
    };
    let decrypted = ops::decrypt(bytes.expose(), input, &options)?;
    Session::tell(&decrypted.warnings);
    if formats.input == formats.output {
        return Ok(decrypted.bytes);
    }
    let dialect = args.dialect.dotenv_dialect;
    dialect::print(&dialect::trees(session, &decrypted, formats.input, dialect)?, formats.output, dialect)
}

/// Puts the text where the command can read it.
fn provide(session: &Session, args: &ExecFile, folder: &PrivateFolder, plain: Plaintext) -> Result<PathBuf> {
    #[cfg(unix)]
    if !args.no_fifo {
        let path = folder.path().join(&args.filename);
        sys::serve_pipe(path.clone(), plain)?;
        return Ok(path);
    }
    if !folder.is_in_memory() && session.persona == Persona::SopsRs {
        report::warn(
            "no memory-backed folder was found: the decrypted file is on a disk while the command runs",
        );
    }
    folder.write(&args.filename, plain.expose())
}

fn wait(watch: &Watch, command: &mut Command) -> Outcome<ExitStatus> {
    watch.run(command).map_err(|error| launch::not_started(command.get_program(), &error))
}

/// The command's own, as far as possible: a signal that ended it ends us as well, since a shell's loop
/// must stop when Ctrl-C ended what it runs.
fn exit_code(persona: Persona, status: ExitStatus, removed: bool) -> ExitCode {
    match (status.code(), sys::ended_by(status)) {
        (Some(0), _) if !removed => ExitCode::from(3),
        (Some(code), _) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        // What the real program makes of it.
        (None, _) if persona == Persona::Sops => ExitCode::from(255),
        (None, Some(signal)) => {
            sys::end_by(signal);
            ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))
        }
        (None, None) => ExitCode::FAILURE,
    }
}
