// Very many courses over a plot. `tally` counts how many pass each pixel, sharing each course out
// among the pixels it passes in a column; `find_peak` finds the fullest; `find_extremes` finds the
// lowest and highest of one course in each column. The same steps as in courses.rs, in f32.

struct Lattice {
    columns: u32,
    rows: u32,
    samples: u32,
    courses: u32,
    first: f32,
    pitch: f32,
    low: f32,
    high: f32,
}

const WEIGHT: u32 = 256u;
// What is missing comes as more than any value: WGSL need not know NaN.
const MISSING: f32 = 1e37;

@group(0) @binding(0) var<uniform> lattice: Lattice;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> cells: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> peak: atomic<u32>;

fn between(course: u32, at: f32) -> f32 {
    let before = floor(at);
    let index = course * lattice.samples + u32(before);
    let first = values[index];
    let share = at - before;
    if share == 0.0 || first > MISSING {
        return first;
    }
    let next = values[index + 1u];
    if next > MISSING {
        return next;
    }
    return first + share * (next - first);
}

// Lowest and highest between two places along a course; the second is MISSING where there is none.
fn reach(course: u32, column: u32) -> vec2<f32> {
    let last = f32(lattice.samples - 1u);
    let start = (f32(column) - lattice.first) / lattice.pitch;
    let end = (f32(column + 1u) - lattice.first) / lattice.pitch;
    if end < 0.0 || start > last {
        return vec2<f32>(0.0, 2.0 * MISSING);
    }
    let a = between(course, max(start, 0.0));
    let b = between(course, min(end, last));
    var low = min(a, b);
    var high = max(a, b);
    let first = u32(ceil(max(start, 0.0)));
    let to = u32(floor(min(end, last)));
    for (var moment = first; moment <= to; moment++) {
        let value = values[course * lattice.samples + moment];
        low = min(low, value);
        high = max(high, value);
    }
    return vec2<f32>(low, high);
}

@compute @workgroup_size(64)
fn tally(@builtin(global_invocation_id) id: vec3<u32>) {
    let course = id.x;
    if course >= lattice.courses {
        return;
    }
    let rows = f32(lattice.rows);
    let per_value = rows / (lattice.high - lattice.low);
    for (var column = 0u; column < lattice.columns; column++) {
        let found = reach(course, column);
        if found.y > MISSING {
            continue;
        }
        let top = (lattice.high - found.y) * per_value;
        let bottom = (lattice.high - found.x) * per_value;
        if bottom < 0.0 || top >= rows {
            continue;
        }
        let first = u32(max(top, 0.0));
        let last = min(u32(bottom), lattice.rows - 1u);
        let weight = WEIGHT / min(last - first + 1u, WEIGHT);
        for (var row = first; row <= last; row++) {
            atomicAdd(&cells[row * lattice.columns + column], weight);
        }
    }
}

@compute @workgroup_size(64)
fn find_peak(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.x;
    if row >= lattice.rows {
        return;
    }
    var most = 0u;
    for (var column = 0u; column < lattice.columns; column++) {
        most = max(most, atomicLoad(&cells[row * lattice.columns + column]));
    }
    atomicMax(&peak, most);
}

@compute @workgroup_size(64)
fn find_extremes(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    if column >= lattice.columns {
        return;
    }
    let found = reach(0u, column);
    let per_value = f32(lattice.rows) / (lattice.high - lattice.low);
    let top = (lattice.high - found.y) * per_value;
    let bottom = (lattice.high - found.x) * per_value;
    atomicStore(&cells[2u * column], bitcast<u32>(top));
    atomicStore(&cells[2u * column + 1u], bitcast<u32>(select(bottom, -2.0 * MISSING, found.y > MISSING)));
}
