"""Networks as PyTorch and JAX lay them out, written by numpy, and what they give: an independent program
against which `homeostat learn import` is held. Nothing of Homeostat is used.

    python3 tests/reference/networks/make.py
"""

import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(6)


def save(path, tensors):
    """The safetensors format, as its specification says."""
    header, data, at = {"__metadata__": {"made_by": "numpy"}}, b"", 0
    for name, tensor in tensors.items():
        raw = tensor.tobytes()
        kind = {"float32": "F32", "float64": "F64"}[str(tensor.dtype)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        data, at = data + raw, at + len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def draw(*shape, kind=np.float32):
    return (0.7 * rng.standard_normal(shape)).astype(kind)


# 1. Dense layers, PyTorch's layout (out, in), single precision: two quantities and the clock.
dense = {"fc1.weight": draw(5, 4), "fc1.bias": draw(5), "fc2.weight": draw(3, 5), "fc2.bias": draw(3),
         "out.weight": draw(1, 3), "out.bias": draw(1)}
save(HERE / "dense.safetensors", dense)
# The same by JAX: transposed, double precision.
save(HERE / "dense_jax.safetensors",
     {name: np.ascontiguousarray(t.T if t.ndim == 2 else t).astype(np.float64) for name, t in dense.items()})


def run_dense(x):
    w = {name: t.astype(np.float64) for name, t in dense.items()}
    h = np.tanh(w["fc1.weight"] @ x + w["fc1.bias"])
    h = w["fc2.weight"] @ h + w["fc2.bias"]
    h = h * sigmoid(h)
    return w["out.weight"] @ h + w["out.bias"]


# 2. A recurrent cell (torch.nn.GRUCell) and an affine flow of two couplings over three outputs.
n, m = 2, 4
flow = {"gru.weight_ih": draw(3 * m, n), "gru.weight_hh": draw(3 * m, m),
        "gru.bias_ih": draw(3 * m), "gru.bias_hh": draw(3 * m)}
keeps = [[0], [1, 2]]
for k, kept in enumerate(keeps):
    moved = 3 - len(kept)
    flow[f"flow.{k}.0.weight"], flow[f"flow.{k}.0.bias"] = draw(6, len(kept) + m), draw(6)
    flow[f"flow.{k}.1.weight"], flow[f"flow.{k}.1.bias"] = draw(2 * moved, 6), draw(2 * moved)
save(HERE / "flow.safetensors", flow)


def run_flow(x, h, z):
    w = {name: t.astype(np.float64) for name, t in flow.items()}
    gi = w["gru.weight_ih"] @ x + w["gru.bias_ih"]
    gh = w["gru.weight_hh"] @ h + w["gru.bias_hh"]
    ir, iz, inew = np.split(gi, 3)
    hr, hz, hnew = np.split(gh, 3)
    update = sigmoid(iz + hz)
    new = np.tanh(inew + sigmoid(ir + hr) * hnew)
    h = (1.0 - update) * new + update * h
    y = z.copy()
    for k, kept in enumerate(keeps):
        moved = [i for i in range(3) if i not in kept]
        read = np.concatenate([y[kept], h])
        read = np.tanh(w[f"flow.{k}.0.weight"] @ read + w[f"flow.{k}.0.bias"])
        read = w[f"flow.{k}.1.weight"] @ read + w[f"flow.{k}.1.bias"]
        s, t = np.split(read, 2)
        y[moved] = y[moved] * np.exp(np.tanh(s)) + t
    return h, y


cases = {"dense": [], "flow": []}
for _ in range(6):
    x = rng.standard_normal(4)
    cases["dense"].append({"x": x.tolist(), "y": run_dense(x).tolist()})
h = np.zeros(m)
for _ in range(6):
    x, z = rng.standard_normal(n), rng.standard_normal(3)
    h, y = run_flow(x, h, z)
    cases["flow"].append({"x": x.tolist(), "z": z.tolist(), "h": h.tolist(), "y": y.tolist()})
(HERE / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
