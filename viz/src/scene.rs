//! A display list that knows no resolution: what both drawings draw.

use std::sync::Arc;

use crate::courses::{Courses, Lattice};
use crate::{Color, typeface};

/// A point in page units, from the top left corner; one unit is 1/96 inch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// Width and height in page units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// An upright rectangle in page units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A whole picture, painted in the order of its items.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The page.
    pub size: Size,
    /// What a screen reader announces.
    pub title: String,
    /// What a screen reader reads next.
    pub description: String,
    /// What is drawn, first to last.
    pub items: Vec<Item>,
}

/// One shape, and where it may show.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What lies outside is not drawn.
    pub clip: Option<Rect>,
    /// The shape.
    pub shape: Shape,
}

/// What can be drawn. All coordinates are finite.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// The area between two lines of equal length that share their x.
    Band {
        /// One edge.
        lower: Vec<Point>,
        /// The other.
        upper: Vec<Point>,
        /// Colour of the area.
        fill: Color,
    },
    /// A line with butt ends and round joins.
    Polyline {
        /// Its corners.
        points: Vec<Point>,
        /// Thickness in page units.
        width: f64,
        /// Colour.
        color: Color,
        /// On and off lengths, an even number of them; empty for a solid line.
        dash: Vec<f64>,
    },
    /// A filled rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// Colour of the area.
        fill: Color,
    },
    /// A small filled symbol.
    Marker(Marker),
    /// Words.
    Text(Text),
    /// More points than a line has pixels, or more lines than can be told apart.
    Dense(Dense),
}

/// Very many numbers over a plot, drawn for each column of pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// The plot; nothing is drawn outside.
    pub area: Rect,
    /// The numbers.
    pub courses: Arc<Courses>,
    /// Where the first moment is.
    pub first: f64,
    /// From moment to moment; above 0.
    pub pitch: f64,
    /// Value at the lower edge of the plot.
    pub low: f64,
    /// Value at the upper edge of the plot.
    pub high: f64,
    /// Colour, and the opacity where courses are densest.
    pub color: Color,
    /// What is drawn of them.
    pub drawn: Drawn,
}

/// What is drawn of very many numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drawn {
    /// How many courses pass each pixel, as opacity.
    Density,
    /// The first course, from its lowest to its highest in each column of pixels.
    Line {
        /// Thickness in page units.
        width: f64,
    },
}

impl Dense {
    /// The plot in that many cells, `scale` cells to a page unit.
    pub(crate) fn lattice(&self, columns: u32, rows: u32, scale: f64) -> Lattice {
        Lattice {
            columns,
            rows,
            first: ((self.first - self.area.left) * scale) as f32,
            pitch: (self.pitch * scale) as f32,
            low: self.low as f32,
            high: self.high as f32,
        }
    }
}

/// A small filled symbol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marker {
    /// Its form.
    pub shape: MarkerShape,
    /// Its middle.
    pub center: Point,
    /// From the middle to its outermost point.
    pub radius: f64,
    /// Colour of the area.
    pub fill: Color,
}

/// The form of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerShape {
    /// A disc.
    Disc,
    /// A triangle pointing down.
    Triangle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
}

/// One line of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where the baseline is anchored.
    pub at: Point,
    /// Which end of the line is at that point.
    pub anchor: Anchor,
    /// Height of the em square in page units.
    pub size: f64,
    /// Thickness of the letters.
    pub weight: Weight,
    /// Colour of the letters.
    pub color: Color,
    /// Turned by a quarter, to read from the bottom up.
    pub turned: bool,
    /// The words, without control characters.
    pub content: String,
}

/// Which end of a text is at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The point is where reading begins.
    Start,
    /// The point is the middle.
    Middle,
    /// The point is where reading ends.
    End,
}

/// Thickness of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Roboto Regular.
    Regular,
    /// Roboto Bold.
    Bold,
}

impl Point {
    /// A point.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

impl Rect {
    /// Left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether two rectangles share an area, however small.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether another rectangle lies wholly inside.
    pub fn contains(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }
}

impl Marker {
    /// The outline of the symbol; a disc has enough corners to look round.
    pub fn corners(&self) -> Vec<Point> {
        let (count, first): (u32, f64) = match self.shape {
            MarkerShape::Disc => (32, 0.0),
            MarkerShape::Triangle => (3, 90.0),
            MarkerShape::Square => (4, 45.0),
            MarkerShape::Diamond => (4, 0.0),
        };
        (0..count)
            .map(|corner| {
                let turn = 360.0 * f64::from(corner) / f64::from(count);
                let (sin, cos) = (first + turn).to_radians().sin_cos();
                Point::new(
                    self.center.x + self.radius * cos,
                    self.center.y + self.radius * sin,
                )
            })
            .collect()
    }
}

impl Text {
    /// The box of the words, from the height of capitals with accents to the depth of a "g".
    pub fn bounds(&self) -> Rect {
        let length = typeface::width(&self.content, self.size, self.weight);
        let before = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * length,
            Anchor::End => length,
        };
        let (up, down) = (typeface::ASCENT * self.size, typeface::DESCENT * self.size);
        if self.turned {
            Rect {
                left: self.at.x - up,
                top: self.at.y - (length - before),
                right: self.at.x + down,
                bottom: self.at.y + before,
            }
        } else {
            Rect {
                left: self.at.x - before,
                top: self.at.y - up,
                right: self.at.x + (length - before),
                bottom: self.at.y + down,
            }
        }
    }
}

impl Scene {
    /// An empty page.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            title: String::new(),
            description: String::new(),
            items: Vec::new(),
        }
    }

    /// Draws a shape over what is there, anywhere on the page.
    pub fn push(&mut self, shape: Shape) {
        self.items.push(Item { clip: None, shape });
    }

    /// Draws a shape over what is there, inside a rectangle.
    pub fn push_clipped(&mut self, clip: Rect, shape: Shape) {
        self.items.push(Item {
            clip: Some(clip),
            shape,
        });
    }
}
