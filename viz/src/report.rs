//! One page for people: the picture, the numbers, and what they rest on.

use crate::{Figure, Size, forest, layout, svg};
use engine::recording::{Manifest, NOTICE};
use scenarios::file::Scenario;
use scenarios::plan::Plan;
use scenarios::rests::{self, Said};
use scenarios::run::Projection;
use scenarios::words;
use std::fmt::Write;

pub(crate) const STYLE: &str = "\
:root{color-scheme:light}\
body{font:15px/1.45 Roboto,Helvetica,Arial,sans-serif;color:#1f2328;max-width:1000px;margin:24px auto;padding:0 20px}\
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:22px 0 6px}\
.question{color:#4f5760;margin:0 0 10px}.notice{border:2px solid #a31f34;padding:6px 10px;font-weight:bold}\
table{border-collapse:collapse;width:100%;margin:4px 0 10px}caption{text-align:left;color:#4f5760}\
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #d5d9de}\
td.n{text-align:right;font-variant-numeric:tabular-nums}figure{margin:0}figure svg{width:100%;height:auto}\
li{margin:2px 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:11px}\
@media print{body{margin:0;max-width:none;font-size:11px}figure,table,.notice{break-inside:avoid}details{display:none}}";

/// What a page is made of.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What was asked of the engine.
    pub plan: &'a Plan,
    /// What came of it.
    pub projection: &'a Projection,
    /// What made it.
    pub manifest: &'a Manifest,
    /// The picture.
    pub figure: &'a Figure,
    /// The scenario's text.
    pub text: &'a str,
}

impl Page<'_> {
    /// The page as HTML that loads nothing from elsewhere. The same run gives the same bytes.
    pub fn html(&self) -> String {
        let title = escape(&self.scenario.title.value);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
        );
        if let Some(question) = &self.scenario.question {
            let question = escape(&question.value);
            let _ = writeln!(out, "<p class=\"question\">{question}</p>");
        }
        let _ = writeln!(
            out,
            "<p class=\"notice\">{} The arms are candidates to weigh with the patient in view, not \
             recommendations.</p>",
            escape(NOTICE)
        );
        for answer in words::headline(&self.projection.rows, &self.plan.arms) {
            let _ = writeln!(out, "<p><strong>{}</strong></p>", escape(&answer.text));
        }
        for failure in rests::failures(self.plan, self.projection) {
            let _ = writeln!(out, "<p>{}</p>", escape(&failure));
        }
        let drawn = svg(&layout(self.figure, Size::for_figure(self.figure)));
        let _ = writeln!(out, "<figure>{drawn}</figure>");
        if !self.projection.rows.is_empty() {
            out.push_str(&self.outcomes());
            out.push_str(&self.differences());
            if let Some(scene) = forest(&self.projection.rows, &self.plan.arms) {
                let _ = writeln!(out, "<figure>{}</figure>", svg(&scene));
            }
        }
        out.push_str("<h2>What the interval covers</h2>\n");
        let mut items = Vec::new();
        for said in rests::interval(self.plan, self.projection) {
            match said {
                Said::Item(text) => items.push(text),
                Said::Text(text) => {
                    out.push_str(&list(&std::mem::take(&mut items)));
                    let _ = writeln!(out, "<p>{}</p>", escape(&text));
                }
            }
        }
        out.push_str(&list(&items));
        out.push_str("<h2>What this rests on</h2>\n");
        let rests = rests::rests(self.scenario, self.plan, self.manifest, self.projection);
        out.push_str(&list(&rests));
        let mut manifest = self.manifest.clone();
        manifest.this_run = Default::default();
        let manifest = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        for (name, text) in [
            ("The scenario as it was run", self.text),
            ("Manifest", &manifest),
        ] {
            let text = escape(text);
            let _ = writeln!(
                out,
                "<details><summary>{name}</summary><pre>{text}</pre></details>"
            );
        }
        out.push_str("</body></html>\n");
        out
    }

    fn outcomes(&self) -> String {
        let mut out = String::from("<h2>Outcomes</h2>\n<table>");
        let caption = match self.plan.twins {
            1 => "One twin.".to_owned(),
            _ => format!(
                "{} {}: median, and the middle 90 %.",
                self.projection.well,
                self.plan.who()
            ),
        };
        let _ = write!(
            out,
            "<caption>{caption}</caption><tr><th scope=\"col\">outcome</th>"
        );
        for arm in &self.plan.arms {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escape(arm));
        }
        out.push_str("</tr>\n");
        for row in &self.projection.rows {
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escape(&row.label));
            for summary in &row.arms {
                let _ = write!(out, "<td>{}</td>", escape(&words::summary(row, summary)));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n");
        out
    }

    fn differences(&self) -> String {
        let Some((first, others)) = self.plan.arms.split_first().filter(|(_, o)| !o.is_empty())
        else {
            return String::new();
        };
        let each = match self.plan.cast {
            Some(_) => "person by person",
            None => "twin by twin",
        };
        let mut out = format!("<h2>Against {}, {each}</h2>\n<table>", escape(first));
        out.push_str(
            "<tr><th scope=\"col\">outcome</th><th scope=\"col\">arm</th>\
             <th scope=\"col\">difference</th><th scope=\"col\">meaningful</th>\
             <th scope=\"col\">how many</th><th scope=\"col\">s.e.</th></tr>\n",
        );
        for row in &self.projection.rows {
            for (difference, arm) in row.differences.iter().zip(others) {
                let cells = [
                    row.label.clone(),
                    arm.clone(),
                    words::difference(row, difference),
                    words::plain_units(row.meaningful.as_deref().unwrap_or_default()),
                    words::verdict(row, difference),
                    words::error(row, difference.monte_carlo),
                ];
                out.push_str("<tr>");
                for cell in cells {
                    let _ = write!(out, "<td>{}</td>", escape(&cell));
                }
                out.push_str("</tr>\n");
            }
        }
        out.push_str("</table>\n");
        out
    }
}

pub(crate) fn list(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items
        .iter()
        .map(|item| format!("<li>{}</li>\n", escape(item)))
        .collect();
    format!("<ul>\n{items}</ul>\n")
}

/// Text as HTML shows it letter by letter.
pub(crate) fn escape(text: &str) -> String {
    let clean = crate::typeface::clean;
    let lines: Vec<String> = text.split('\n').map(clean).collect();
    lines
        .join("\n")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
