//! `koppel assign`: a link by hand, from the command line or a list; staged, and shown with what would come of it.

use super::args::AssignOptions;
use super::console;
use super::context::Context;
use super::reading::Situation;
use super::running;
use super::sync;
use crate::core::assign::{Desk, Draft, Entry, LineRefusal, Removal, Verdict, judge};
use crate::core::link;
use crate::core::page_address::person_meant;
use crate::core::plan::{self, ActionKind, Part, RunScope};
use crate::core::{EmployeeId, OktaId};
use crate::engine::{self, Order, OverLimit, ReviewOrder, Staging};
use crate::failure::{Exit, Failure, capital};
use crate::report::{Assignments, Format, Keeping, PlanView, Said, assignment_refusal};
use crate::store::state::{Origin, RunKind};
use crate::store::{AssignmentFile, Line, Settings};

pub(super) fn run(context: &Context<'_>, options: &AssignOptions) -> Result<Exit, Failure> {
    if options.write {
        running::refuse_read_only(context)?;
    }
    let mut request = Request::of(options)?;
    let mut situation = Situation::read(context)?;
    request.resolve(&situation.settings)?;
    // A reading that no plan would trust is nothing to decide on (rule R2).
    situation.plan()?;
    let mut staging = if context.global.read_only {
        None
    } else {
        Some(begin(context, &mut situation, request.origin())?)
    };
    let desk = Desk::new(
        &situation.snapshot,
        &situation.settings.policy,
        &situation.state,
        &situation.links,
    );
    let decided = request.decide(&desk);
    let draft = decided.draft(&desk);
    let outlook = Outlook::of(&situation, &draft)?;
    let view = PlanView::new(&situation.snapshot, &outlook.plan);
    let said = match &decided {
        Decided::Refused(refusal) => return Err(refused(&assignment_refusal(&view, refusal))),
        Decided::Remove { profile, removal, .. } => Said::Remove {
            profile: *profile,
            removal: *removal,
        },
        Decided::Assign { verdicts, lines } => Said::Assign {
            lines,
            verdicts,
            undecided: request.undecided(),
        },
    };
    let keeping = match (&mut staging, options.write) {
        (None, _) => Keeping::Not,
        (Some(staging), write) => {
            staging.keep(&draft)?;
            if write {
                staging.confirm(&draft)?;
                Keeping::Written
            } else {
                Keeping::Staged
            }
        }
    };
    // Whoever writes takes what they need themselves.
    drop(staging);
    let shown = Assignments {
        desk: &desk,
        outlook: &view,
        link_attribute: &situation.settings.policy.link_attribute,
        said,
        keeping,
    };
    let screen = context.console.screen;
    console::print(|out| shown.write(out, screen))?;
    let employees = draft.employees();
    if keeping != Keeping::Written || employees.is_empty() {
        return Ok(decided.exit());
    }
    console::print(|out| writeln!(out))?;
    // Rule G1: who typed this at a terminal is a person, a script is none.
    let order = order(employees, !context.console.can_ask());
    let written = sync::apply(context, &situation.settings, order, Format::Table)?;
    Ok(written.max(decided.exit()))
}

/// Links alone, with what a deactivated profile needs to take one (rule U8); the next sync does the rest.
fn order(employees: Vec<EmployeeId>, is_unattended: bool) -> Order {
    Order {
        kind: RunKind::Assign,
        is_unattended,
        is_headless: false,
        part: Part {
            kinds: Some(vec![ActionKind::Unlink, ActionKind::Link, ActionKind::Reactivate]),
            scope: RunScope::People(employees),
        },
        review: ReviewOrder::Leave,
        over_limit: OverLimit::Stop,
        exact: None,
        undo: None,
        overrides: Vec::new(),
    }
}

/// What was typed.
enum Request {
    Assign {
        /// The line's number in the file, where there is one, and the two as they were typed.
        lines: Vec<Typed>,
        undecided: usize,
        may_move: bool,
        is_file: bool,
    },
    Remove(String),
}

struct Typed {
    number: Option<u64>,
    line: Line,
}

/// What becomes of it.
enum Decided {
    Assign {
        verdicts: Vec<Verdict>,
        /// Line numbers with what they say.
        lines: Vec<(Option<u64>, String)>,
    },
    Remove {
        profile: u32,
        id: OktaId,
        removal: Removal,
    },
    /// The only one.
    Refused(LineRefusal),
}

impl Request {
    fn of(options: &AssignOptions) -> Result<Self, Failure> {
        if let Some(okta) = &options.remove {
            return Ok(Self::Remove(okta.clone()));
        }
        let may_move = options.may_move;
        if let Some(path) = &options.from {
            let file = AssignmentFile::read(path).map_err(|error| engine::no_list(&error))?;
            let lines = file.lines.into_iter().map(|line| Typed {
                number: Some(line.number),
                line,
            });
            return Ok(Self::Assign {
                lines: lines.collect(),
                undecided: file.undecided,
                may_move,
                is_file: true,
            });
        }
        Ok(Self::Assign {
            lines: vec![Typed {
                number: None,
                line: Line {
                    number: 0,
                    okta: options.okta.clone().unwrap_or_default(),
                    employee_id: options.employee_id.clone().unwrap_or_default(),
                    is_torn: false,
                    misnamed: None,
                },
            }],
            undecided: 0,
            may_move,
            is_file: false,
        })
    }

    /// Puts IDs in the place of pasted addresses. Those of a list are refused line by line.
    fn resolve(&mut self, settings: &Settings) -> Result<(), Failure> {
        match self {
            Self::Remove(okta) => {
                *okta = person_meant(okta, settings.org_host()).map_err(|why| refused(&why.to_string()))?;
            }
            Self::Assign { lines, .. } => {
                for typed in lines {
                    typed.line.resolve(settings.org_host());
                }
            }
        }
        Ok(())
    }

    fn undecided(&self) -> usize {
        match self {
            Self::Assign { undecided, .. } => *undecided,
            Self::Remove(_) => 0,
        }
    }

    fn origin(&self) -> Origin {
        match self {
            Self::Assign { is_file: true, .. } => Origin::File,
            _ => Origin::Command,
        }
    }

    fn decide(&self, desk: &Desk<'_>) -> Decided {
        match self {
            Self::Remove(okta) => {
                let removal = desk
                    .find(okta)
                    .and_then(|profile| Ok((profile, desk.remove(profile)?)));
                match removal {
                    Ok((profile, removal)) => Decided::Remove {
                        profile,
                        id: desk.profile(profile).id.clone(),
                        removal,
                    },
                    Err(refusal) => Decided::Refused(LineRefusal::Refused(refusal)),
                }
            }
            Self::Assign {
                lines,
                may_move,
                is_file,
                ..
            } => {
                let entries: Vec<Entry<'_>> = lines
                    .iter()
                    .map(|Typed { line, .. }| Entry {
                        okta: &line.okta,
                        employee_id: &line.employee_id,
                        is_torn: line.is_torn,
                        misnamed: line.misnamed.as_deref(),
                    })
                    .collect();
                let typed = |typed: &Typed| {
                    let line = &typed.line;
                    (typed.number, format!("{} → {}", line.okta, line.employee_id))
                };
                let verdicts = judge(desk, &entries, *may_move);
                match (verdicts.as_slice(), is_file) {
                    ([Verdict::Refused(refusal)], false) => Decided::Refused(refusal.clone()),
                    _ => Decided::Assign {
                        verdicts,
                        lines: lines.iter().map(typed).collect(),
                    },
                }
            }
        }
    }
}

impl Decided {
    fn draft(&self, desk: &Desk<'_>) -> Draft {
        match self {
            Self::Assign { verdicts, .. } => desk.draft(verdicts),
            Self::Refused(_) => Draft::default(),
            Self::Remove { id, removal, .. } => Draft::of_removal(id, *removal),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Assign { verdicts, .. } if verdicts.iter().any(Verdict::is_refused) => Exit::SomeFailed,
            _ => Exit::Done,
        }
    }
}

/// The plan as it would be if the draft were confirmed.
struct Outlook {
    plan: plan::Plan,
}

impl Outlook {
    fn of(situation: &Situation, draft: &Draft) -> Result<Self, Failure> {
        let (snapshot, policy) = (&situation.snapshot, &situation.settings.policy);
        let mut state = situation.state.clone();
        draft.confirm_in(&mut state);
        // Rule A6: keeping the draft takes this back for the people in it, and of others nothing is shown.
        state.past.refused.clear();
        let links = link::resolve(snapshot, policy, &state);
        let plan = plan::make(snapshot, policy, &state, &links);
        Ok(Self {
            plan: plan.map_err(|suspicion| engine::suspicion(&suspicion))?,
        })
    }
}

/// Takes the lock, and looks at the state once more: somebody may have decided while both sides were read.
fn begin(context: &Context<'_>, situation: &mut Situation, origin: Origin) -> Result<Staging, Failure> {
    let folder = context.place()?.state_folder;
    let (staging, set_aside) = Staging::begin(&folder, &situation.snapshot.org, origin, context.clock)?;
    if let Some(set_aside) = set_aside {
        context.console.note(&format!("Warning: {set_aside}"));
    }
    situation.state = staging.view().state_at(situation.snapshot.moment.now)?;
    let policy = &situation.settings.policy;
    situation.links = link::resolve(&situation.snapshot, policy, &situation.state);
    Ok(staging)
}

fn refused(why: &str) -> Failure {
    Failure::new(Exit::Failed, "This assignment cannot be made; nothing was kept").because(capital(why))
}
