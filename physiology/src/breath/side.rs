//! One side of the chest: a lung, its pleural space, its half of the wall.

use crate::Real;

/// The whole chest, of which a side is a share.
#[derive(Clone, Copy)]
pub(super) struct Wall<R> {
    pub compliance: R,
    pub lung: R,
    pub capacity: R,
    pub recoil: R,
}

/// One side at the end of a breath out.
#[derive(Clone, Copy)]
pub(super) struct Side<R> {
    /// Pleural pressure.
    pub pressure: R,
    /// Gas in the lung.
    pub volume: R,
    /// Compliance of the lung as it is.
    pub lung: R,
    /// Compliance of the lung in its half of the wall.
    pub compliance: R,
    /// Part of the lung that holds no gas.
    pub airless: R,
}

/// What a lung keeps of its gas however it is pressed.
const LEFT_IN: f64 = 0.05;

impl<R: Real> Side<R> {
    /// Left and right, where each presses on the other through the mediastinum.
    #[inline(always)]
    pub fn both(
        wall: Wall<R>,
        share: [R; 2],
        aeration: [R; 2],
        air: [R; 2],
        peep: R,
        mediastinum: R,
    ) -> [Self; 2] {
        let alone = [0, 1].map(|k| pressure(wall, share[k], aeration[k], air[k], peep));
        let across = mediastinum * (alone[1] - alone[0]);
        [
            Self::at(wall, share[0], aeration[0], peep, alone[0] + across),
            Self::at(wall, share[1], aeration[1], peep, alone[1] - across),
        ]
    }

    #[inline(always)]
    fn at(wall: Wall<R>, share: R, aeration: R, peep: R, pressure: R) -> Self {
        let one = R::of(1.0);
        let usual = wall.capacity * share;
        let lung = wall.lung * share * aeration;
        let volume = (usual * aeration + lung * (peep - pressure - wall.recoil))
            .max(usual * aeration * R::of(LEFT_IN));
        // A lung that pleural air presses together is ventilated as far as it is still full.
        let full = (volume / (usual * aeration.max(R::of(1e-3)))).min(one);
        let (lung, half) = (lung * full, wall.compliance * share);
        Self {
            pressure,
            volume,
            lung,
            compliance: lung * half / (lung + half),
            airless: one - aeration.min(one) * full,
        }
    }
}

/// Pleural pressure of a side by itself: lung and wall share what pleural air and airway pressure
/// displace, until the lung can give no more.
#[inline(always)]
fn pressure<R: Real>(wall: Wall<R>, share: R, aeration: R, air: R, peep: R) -> R {
    let one = R::of(1.0);
    let (lung, half) = (wall.lung * share * aeration, wall.compliance * share);
    let usual = wall.capacity * share * aeration;
    let shared = (lung * peep + air) / (lung + half);
    let pressed = (air - usual * (one - R::of(LEFT_IN))) / half;
    shared.max(pressed) - wall.recoil
}
