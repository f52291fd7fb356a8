//! Other users of this machine. What enters: a name. What leaves: this whole process, as that user. What
//! must never happen here: a process that is half one user and half another.

use std::path::PathBuf;

use crate::error::{Error, ErrorKind, Result};

/// A user of this machine.
pub struct Account {
    /// The name.
    pub name: String,
    /// The home folder.
    pub home: PathBuf,
    #[cfg(unix)]
    ids: unix::Ids,
}

impl Account {
    /// The user of that name.
    pub fn find(name: &str) -> Result<Self> {
        #[cfg(unix)]
        return unix::find(name);
        #[cfg(not(unix))]
        return Err(Error::new(ErrorKind::Generic, "cannot become another user on this system").because(name));
    }

    /// Makes this process that user's: its identity, its group and its supplementary groups. For good.
    pub fn assume(&self) -> Result<()> {
        #[cfg(unix)]
        unix::assume(&self.ids).map_err(|error| {
            Error::new(ErrorKind::Generic, format!("cannot become the user {}", self.name))
                .because(error)
                .hint("Only root can become somebody else")
        })?;
        Ok(())
    }
}

#[cfg(unix)]
mod unix {
    use nix::unistd::{Gid, Uid, User, getegid, geteuid, setgid, setuid};

    use super::Account;
    use crate::error::{Error, ErrorKind, Result};

    pub(super) struct Ids {
        user: Uid,
        group: Gid,
        /// All groups, the first among them.
        #[cfg_attr(target_vendor = "apple", allow(dead_code))]
        groups: Vec<Gid>,
    }

    pub(super) fn find(name: &str) -> Result<Account> {
        let failed = || Error::new(ErrorKind::Generic, format!("unknown user {name}"));
        let user = User::from_name(name).map_err(|error| failed().because(error))?.ok_or_else(failed)?;
        let groups = groups(name, user.gid).map_err(|error| {
            Error::new(ErrorKind::Generic, format!("cannot tell the groups of the user {name}"))
                .because(error)
        })?;
        let ids = Ids { user: user.uid, group: user.gid, groups };
        Ok(Account { name: user.name, home: user.dir, ids })
    }

    /// The order matters: without the user's rights the groups can no longer be changed.
    pub(super) fn assume(ids: &Ids) -> nix::Result<()> {
        if (geteuid(), getegid()) == (ids.user, ids.group) && !ids.user.is_root() {
            return Ok(());
        }
        set_groups(&ids.groups)?;
        setgid(ids.group)?;
        setuid(ids.user)
    }

    #[cfg(not(target_vendor = "apple"))]
    fn groups(name: &str, first: Gid) -> nix::Result<Vec<Gid>> {
        let name = std::ffi::CString::new(name).map_err(|_| nix::errno::Errno::EINVAL)?;
        nix::unistd::getgrouplist(&name, first)
    }

    #[cfg(not(target_vendor = "apple"))]
    fn set_groups(groups: &[Gid]) -> nix::Result<()> {
        nix::unistd::setgroups(groups)
    }

    #[cfg(target_vendor = "apple")]
    fn groups(_name: &str, first: Gid) -> nix::Result<Vec<Gid>> {
        Ok(vec![first])
    }

    /// Groups there are decided by a service that asks for the user, not by a list of the process.
    #[cfg(target_vendor = "apple")]
    fn set_groups(_groups: &[Gid]) -> nix::Result<()> {
        Err(nix::errno::Errno::ENOTSUP)
    }
}
