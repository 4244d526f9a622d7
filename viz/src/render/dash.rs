//! A line cut into dashes, as SVG cuts it.

use crate::Point;

/// The parts of a line that are drawn; `dash` holds on and off lengths in turn.
pub(super) fn dashes(points: &[Point], dash: &[f64]) -> Vec<Vec<Point>> {
    let whole: f64 = dash.iter().sum();
    let sound = dash.iter().all(|&length| length >= 0.0) && whole > 1e-3;
    if !sound || !dash.len().is_multiple_of(2) {
        return vec![points.to_vec()];
    }
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let mut index = 0;
    let mut left = dash[0];
    part.extend(points.first());
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.x - from.x).hypot(to.y - from.y);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let share = done / length;
            let at = Point::new(
                from.x + share * (to.x - from.x),
                from.y + share * (to.y - from.y),
            );
            if index % 2 == 0 {
                part.push(at);
                parts.push(std::mem::take(&mut part));
            } else {
                part = vec![at];
            }
            index = (index + 1) % dash.len();
            left = dash[index];
        }
        left -= length - done;
        if index % 2 == 0 {
            part.push(to);
        }
    }
    parts.push(part);
    parts.retain(|part| part.len() > 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_continue_around_a_corner() {
        let corner = [
            Point::new(0.0, 0.0),
            Point::new(3.0, 0.0),
            Point::new(3.0, 9.0),
        ];
        let parts = dashes(&corner, &[4.0, 2.0]);
        let bent = vec![corner[0], corner[1], Point::new(3.0, 1.0)];
        let straight = vec![Point::new(3.0, 3.0), Point::new(3.0, 7.0)];
        assert_eq!(parts, [bent, straight]);
    }

    #[test]
    fn a_dash_that_makes_no_sense_is_a_solid_line() {
        let line = [Point::new(0.0, 0.0), Point::new(3.0, 0.0)];
        for dash in [&[0.0, 0.0][..], &[-1.0, 2.0], &[f64::NAN, 1.0], &[1.0], &[]] {
            assert_eq!(dashes(&line, dash), [line.to_vec()]);
        }
    }
}
