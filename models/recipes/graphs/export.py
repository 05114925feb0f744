# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the model packages of docs/graphs.md: random weights, drawn pictures, torch's own answers.

export.py --out FOLDER [name ...]     all entries of table.py and broken.py, or those named ("broken": all of broken.py)

FOLDER/models/<name>/1.0.0/    a whole package: graph, manifest.yaml, golden/
FOLDER/answers/<name>.json     what torch says of each golden case, in full
"""

import argparse
import hashlib
import json
import shutil
import time
import warnings
from pathlib import Path

import onnx
import pydicom
import torch
import yaml

import broken
import halves
import pictures
from heads import MARGIN
from parts import parameters, seeded
from table import TABLE

VERSION = "1.0.0"
HEADER = "# SPDX-FileCopyrightText: 2026 The Gantry authors\n# SPDX-License-Identifier: Apache-2.0\n"


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--threads", type=int, default=1)
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    torch.set_num_threads(options.threads)
    warnings.filterwarnings("ignore", category=UserWarning)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    unknown = set(options.names) - {entry.name for entry in TABLE} - {"broken"}
    if unknown:
        asked.error(f"no entry of table.py: {', '.join(sorted(unknown))}")
    drawn = Drawn(options.out / "drawn")
    for entry in TABLE:
        if not options.names or entry.name in options.names:
            export(entry, drawn, options.out)
    if not options.names or "broken" in options.names:
        for name, gate in broken.write(options.out / "models", VERSION).items():
            (options.out / "answers" / f"{name}.json").write_text(json.dumps({"refused-by": gate}) + "\n")
            print(f"{name}: to be refused by {gate}")


class Drawn:
    """The golden objects, drawn once: name -> list of (file, data set), in the order written."""

    def __init__(self, folder):
        self.folder = folder
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name, film in pictures.films().items():
                pictures.write(film, folder / f"{name}.dcm")
            for name, slices in pictures.series().items():
                (folder / name).mkdir()
                for number, made in enumerate(slices):
                    pictures.write(made, folder / name / f"{number:03d}.dcm")
            (folder / "done").touch()
        self.films = {f.stem: pydicom.dcmread(f) for f in sorted(folder.glob("film-*.dcm"))}
        self.series = {d.name: [pydicom.dcmread(f) for f in sorted(d.glob("*.dcm"))]
                       for d in sorted(folder.glob("series-*"))}

    def modality(self, name):
        return "CT" if name in self.series else "CR"

    def copy(self, name, golden):
        source = self.folder / name
        if source.is_dir():
            shutil.copytree(source, golden / name)
            return name
        shutil.copyfile(self.folder / f"{name}.dcm", golden / f"{name}.dcm")
        return f"{name}.dcm"


def export(entry, drawn, out):
    started = time.monotonic()
    folder = out / "models" / entry.name / VERSION
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "golden").mkdir(parents=True)
    cases = entry.cases(drawn)
    seeded(entry.name)
    net = entry.net(cases)
    for case in cases:
        case.run(net, entry)
    graph = folder / "model.onnx"
    # Not under no_grad: nn.MultiheadAttention would take a fast way that has no ONNX operator.
    torch.onnx.export(
        net.module, tuple(entry.torch(value) for value in cases[0].feed.values()), str(graph),
        input_names=net.inputs, output_names=net.outputs, opset_version=net.opset,
        dynamic_axes=net.dynamic or None, **net.export)
    if entry.halves:
        halves.convert(graph)
    output, answers = entry.answer(cases)
    write_package(entry, net, folder, output, drawn, cases, answers)
    write_answers(entry, net, out / "answers", graph, output, cases, answers)
    size = graph.stat().st_size / 1e6
    print(f"{entry.name}: {parameters(net.module) / 1e6:.2f} M parameters, {size:.1f} MB, "
          f"{time.monotonic() - started:.0f} s; {summary(answers)}", flush=True)


def summary(answers):
    return "; ".join(
        ", ".join(f"{label} {p:.3f}" for label, p in each["probabilities"].items()) if "probabilities" in each
        else "a picture" for each in answers)


def write_package(entry, net, folder, output, drawn, cases, answers):
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    precision = "fp16" if entry.halves else "fp32"
    modality = sorted({drawn.modality(case.name) for case in cases})
    manifest = {
        "name": entry.name,
        "version": VERSION,
        "task": entry.task,
        "scope": entry.scope,
        "files": {"cpu": {"path": "model.onnx", "precision": precision, "sha256": digest}},
        "applies-to": {"modality": modality},
        "input": entry.input,
        "output": output,
        "budget": "60s",
        "severity": "routine",
        "evidence": {"dataset": "none: the weights are random numbers"},
        "licence": "Apache-2.0",
        "intended-use": "research only: shows that the graph runs; its answers mean nothing",
    }
    (folder / "manifest.yaml").write_text(HEADER + "# Written by models/recipes/graphs/export.py\n" + flow(manifest))
    golden = [each for case, answer in zip(cases, answers)
              for each in golden_cases(drawn.copy(case.name, folder / "golden"), output, answer)]
    (folder / "golden" / "cases.yaml").write_text(
        HEADER + "# Drawn, shows no person. Written by models/recipes/graphs/export.py\n"
        + flow({"tolerance": entry.tolerance, "cases": golden}))


def golden_cases(file, output, answer):
    """One entry for each reported label, with its best box or its size; one for all that is no label's."""
    thresholds = {each["name"]: each["threshold"] for head in (output if isinstance(output, list) else [output])
                  for each in head.get("labels", [])}
    of = {"file" if "." in file else "series": file}
    made = []
    for label, probability in answer.get("probabilities", {}).items():
        entry = {**of, "label": label, "probability": round(probability, 4),
                 "result": "positive" if probability >= thresholds[label] else "negative"}
        if abs(probability - thresholds[label]) < MARGIN:
            entry["near-threshold"] = True
        best = next((each["box"] for each in answer.get("boxes", []) if each["label"] == label), None)
        if best:
            entry["boxes"] = [{side: round(edge, 1) for side, edge in zip(("left", "top", "right", "bottom"), best)}]
        shapes = answer.get("shapes", {}).get(label)
        if shapes and shapes["count"]:
            entry["measures"] = [{"name": "volume" if "series" in of else "area", "value": round(shapes["total"], 2)}]
        made.append(entry)
    rest = {}
    if "values" in answer:
        rest["measures"] = [{"name": name, "value": round(value, 3)} for name, value in answer["values"].items()]
    if "picture" in answer:
        rest["pictures"] = [{"name": output["name"], "mean": round(float(answer["picture"].mean()), 4),
                             "deviation": round(float(answer["picture"].std()), 4)}]
    return made + ([{**of, **rest}] if rest else [])


def flow(mapping):
    """YAML: the top level and the items of lists a line each; what is below in one line each."""
    lines = []
    for key, value in mapping.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            lines.extend(f"  - {in_line(item)}" for item in value)
        else:
            lines.append(f"{key}: {in_line(value)}")
    return "\n".join(lines) + "\n"


def in_line(value):
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10**6).strip()
    return text.removesuffix("...").strip()


def write_answers(entry, net, folder, graph, output, cases, answers):
    folder.mkdir(parents=True, exist_ok=True)
    for case, answer in zip(cases, answers):
        if "picture" in answer:
            file = folder / f"{entry.name}.{case.name}.f32"
            answer["picture"].astype("<f4").tofile(file)
            answer["picture"] = file.name
    opset = onnx.load(str(graph), load_external_data=False).opset_import[0].version
    text = {"refused-by": entry.refused_by} if entry.refused_by else {
        "torch": torch.__version__,
        "head": " + ".join(head["head"] for head in (output if isinstance(output, list) else [output])),
        "parameters": parameters(net.module),
        "opset": opset,
        "cases": [{"object": case.name, **answer} for case, answer in zip(cases, answers)],
    }
    (folder / f"{entry.name}.json").write_text(json.dumps(text, indent=1) + "\n")


if __name__ == "__main__":
    main()
