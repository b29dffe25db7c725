//! Everybody else.

use super::{DOMAIN, Maker, NAMES, mailbox_part};
use crate::sim::okta::Status;
use crate::sim::personio::Employee;

impl Maker {
    /// One more employee. In a hundred: 50 linked, 4 of them with data of yesterday, 30 found by their mailbox, 3
    /// of them written in another case, 4 under another address, 4 without an account, and 12 who left long ago.
    pub(super) fn ordinary(&mut self) {
        let (first, last) = NAMES.person(&mut self.rng);
        let employee = self.person(first, last);
        match self.rng.u8(0..100) {
            0..46 => {
                self.linked(employee);
            }
            46..50 => self.linked_with_old_data(employee),
            50..77 => {
                self.paired(employee);
            }
            77..80 => {
                let profile = self.profile_of(&employee);
                let shouted = profile.text("email").to_uppercase();
                self.account(profile.email(&shouted));
                self.hire(employee);
            }
            80..84 => {
                let initial: String = mailbox_part(first).chars().take(1).collect();
                let address = format!("{initial}{}@{DOMAIN}", mailbox_part(last));
                let profile = self.profile_of(&employee).with("login", address.as_str());
                if self.company.okta.by_login(&address).is_none() {
                    self.account(profile.email(&address));
                }
                self.hire(employee);
            }
            84..88 => {
                self.hire(employee);
            }
            _ => self.left_long_ago(employee),
        }
    }

    fn linked_with_old_data(&mut self, employee: Employee) {
        let profile = self
            .profile_of(&employee)
            .number(&employee.id.to_string())
            .with("title", "Trainee")
            .with("city", "Solingen");
        self.account(profile);
        self.hire(employee);
    }

    fn left_long_ago(&mut self, employee: Employee) {
        let days = self.rng.i64(40..900);
        let left = self.day(-days);
        let employee = employee
            .status("inactive")
            .terminated(left)
            .with("termination_type", "employee")
            .with("last_modified_at", format!("{left}T02:00:00+01:00"));
        if self.rng.u8(0..4) > 0 {
            let profile = self
                .profile_of(&employee)
                .number(&employee.id.to_string())
                .status(Status::Deprovisioned);
            self.account(profile);
        }
        self.hire(employee);
    }
}
