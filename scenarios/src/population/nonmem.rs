//! Results of NONMEM runs: `.ext` (estimates) and `.cov` (covariance of the estimates).

use std::collections::BTreeMap;

/// Estimates by name, as `THETA1`, `OMEGA(2,1)`, `SIGMA(1,1)`.
pub(super) type Estimates = BTreeMap<String, f64>;

/// The row of an `.ext` file that holds the final estimates.
const FINAL: f64 = -1_000_000_000.0;

/// The final estimates of the last run in an `.ext` file.
pub(super) fn estimates(text: &str) -> Result<Estimates, String> {
    let mut names: Vec<&str> = Vec::new();
    let mut found = None;
    for (index, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        match cells.first().copied() {
            None | Some("TABLE") => {}
            Some("ITERATION") => names = cells,
            Some(first) => {
                let number = |cell: &str| {
                    cell.parse::<f64>()
                        .map_err(|_| format!("line {}: `{cell}` is no number", index + 1))
                };
                if number(first)? != FINAL {
                    continue;
                }
                if cells.len() != names.len() {
                    return Err(format!(
                        "line {}: {} cells under {} names",
                        index + 1,
                        cells.len(),
                        names.len()
                    ));
                }
                let pairs = names.iter().zip(&cells).skip(1);
                let pair = |(name, cell): (&&str, &&str)| Ok(((*name).to_owned(), number(cell)?));
                found = Some(pairs.map(pair).collect::<Result<Estimates, String>>()?);
            }
        }
    }
    found.ok_or_else(|| "no line with the final estimates (iteration -1000000000)".to_owned())
}

/// Covariances of the estimates, by pairs of names, of the last run in a `.cov` file.
pub(super) fn covariances(text: &str) -> Result<BTreeMap<(String, String), f64>, String> {
    let mut names: Vec<&str> = Vec::new();
    let mut found = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        match cells.first().copied() {
            None | Some("TABLE") => {}
            Some("NAME") => {
                names = cells;
                found.clear();
            }
            Some(row) => {
                if cells.len() != names.len() {
                    return Err(format!(
                        "line {}: {} cells under {} names",
                        index + 1,
                        cells.len(),
                        names.len()
                    ));
                }
                for (name, cell) in names.iter().zip(&cells).skip(1) {
                    let value: f64 = cell
                        .parse()
                        .map_err(|_| format!("line {}: `{cell}` is no number", index + 1))?;
                    found.insert((row.to_owned(), (*name).to_owned()), value);
                }
            }
        }
    }
    match found.is_empty() {
        true => Err("no line that begins with NAME, and covariances below it".to_owned()),
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXT: &str = "\
TABLE NO.     1: First Order Conditional Estimation: Goal Function=MINIMUM
 ITERATION    THETA1       THETA2       SIGMA(1,1)   OMEGA(1,1)   OMEGA(2,1)   OMEGA(2,2)   OBJ
            0  1.00000E+00  2.00000E+01  4.00000E-02  9.00000E-02  0.00000E+00  4.00000E-02   120.5
  -1000000000  1.10000E+00  2.10000E+01  3.00000E-02  8.00000E-02  1.00000E-02  5.00000E-02   98.7
  -1000000001  5.00000E-02  1.00000E+00  3.00000E-03  8.00000E-03  1.00000E-03  5.00000E-03   0.0
";

    #[test]
    fn final_estimates_are_found() {
        let found = estimates(EXT).expect("estimates");
        assert_eq!(found["THETA1"], 1.1);
        assert_eq!(found["OMEGA(2,1)"], 0.01);
        assert!(estimates("ITERATION A\n 0 1\n").is_err());
    }

    #[test]
    fn covariances_are_found_by_name() {
        let text = "TABLE NO. 1\n NAME THETA1 THETA2\n THETA1 0.01 0.002\n THETA2 0.002 1.0\n";
        let found = covariances(text).expect("covariances");
        assert_eq!(found[&("THETA2".to_owned(), "THETA1".to_owned())], 0.002);
        assert!(covariances("NAME A\nA x\n").is_err());
    }
}
