//! A teaching session on pages: the facilitator's sheet before it, monitor and twelve leads at a moment of it,
//! the debrief after it, and several groups side by side.

mod channels;
mod debrief;
mod leads;
mod monitor;
mod picture;
mod sheet;

pub use channels::{CHANNELS, Channel, LIGHT, SCREEN, SWEEP, alarm_colors};
pub use debrief::{debrief_figure, debrief_page, groups_page};
pub use leads::{
    INK, LEAD_SECONDS, LEADS, PAPER, PAPER_LINE, SHEET_SECONDS, lead_begins, twelve_leads,
};
pub use monitor::monitor;
pub use sheet::facilitator_page;

use crate::report::STYLE;
use crate::report::escape;

/// The head of a page, up to its title.
fn head(title: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}\
         .good{{color:#14693a;font-weight:bold}}.bad{{color:#a31f34;font-weight:bold}}\
         .late{{color:#8a5a00;font-weight:bold}}</style></head>\n<body>\n<h1>{title}</h1>\n"
    )
}

/// A row of a table.
fn row(cells: &[String]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| format!("<td>{cell}</td>"))
        .collect();
    format!("<tr>{cells}</tr>\n")
}

/// The head of a table.
fn heads(names: &[&str]) -> String {
    let cells: String = names
        .iter()
        .map(|name| format!("<th scope=\"col\">{}</th>", escape(name)))
        .collect();
    format!("<table><tr>{cells}</tr>\n")
}
