# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""From a data set to a model package, the same way for each recipe.

Nothing is written to the package's folder before all is done: the work lies in .out/<name> (or $WORK), where a second
call finds the trained network and goes on from it.
"""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import onnx
import torch
import yaml

import cards
import charts
from gantry import HOME, evaluated, quantized, sha256
from sources import Source, located
from training import trained

HEAD = "# SPDX-FileCopyrightText: 2026 The Gantry authors\n# SPDX-License-Identifier: Apache-2.0\n"
OPSET, MOST_BYTES = 17, 16 << 20
MARGIN, TOLERANCE = 0.1, 0.05  # of golden cases: nearer to the threshold they are called near; within the tolerance of it, refused


@dataclass(frozen=True)
class Golden:
    """A drawn case: what lies in the golden folder, and what the model should say of one of its labels."""

    place: str  # a file, or the folder of a series
    label: str
    positive: bool


@dataclass(frozen=True)
class Recipe:
    name: str
    version: str
    source: Source
    seed: int
    read: Callable  # (file, work) -> parts by name: training, validation, test
    train: Callable  # (parts, file to keep epochs in) -> net, report
    inputs: dict  # name -> example tensor, in the order of the net's forward
    outputs: list
    manifest: str  # all but name, files, evidence; {threshold} or {threshold[label]} in it
    cases: Callable  # (part, folder, step) -> what --labels takes, every step-th example written below the folder
    thresholds: Callable  # (rows, labels) -> label -> threshold, by validation
    golden: Callable  # (folder) -> [Golden]
    figure: Callable  # (one model of a report) -> the figure that decides, high is good
    allowed: float  # of that figure, lost by 8 bits on validation
    words: dict  # of the card: question, network, data, limits, history
    population: str
    evidence: Callable  # (one model of a report) -> YAML lines
    groups: Callable = field(default=lambda part: {})  # (part) -> name -> names of its cases
    calibration: int = 200  # examples
    float_only: str = ""  # why `gantry quantize` cannot take this graph; empty when it can


def exported(recipe, net, file):
    """The float graph; BatchNorm is folded into the convolutions on the way."""
    torch.onnx.export(
        net.eval(), tuple(recipe.inputs.values()), str(file), opset_version=OPSET,
        input_names=list(recipe.inputs), output_names=recipe.outputs,
    )
    model = onnx.load(file)
    model.producer_name, model.producer_version = "gantry", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def manifest(recipe, folder, graph, thresholds, evidence=""):
    precision = "int8" if "int8" in graph.name else "float32"
    text = recipe.manifest
    for label, threshold in thresholds.items():
        text = text.replace("{threshold:" + label + "}", f"{threshold:g}")
    (folder / "manifest.yaml").write_text(
        f"{HEAD}# Written by models/recipes/{recipe.name}/build.sh\n"
        f"name: {recipe.name}\nversion: {recipe.version}\n"
        f"files:\n  cpu: {{path: {graph.name}, precision: {precision}, sha256: {sha256(graph)}}}\n"
        f"{text.strip()}\n{evidence}"
        f'licence: "model Apache-2.0; training data {recipe.source.attribution()}"\n'
        "intended-use: research only\n"
    )


def labels_of(recipe):
    return [line.split("}")[0] for line in recipe.manifest.split("{threshold:")[1:]]


def golden_cases(recipe, package, work):
    """Draws the golden cases, asks the shipped graph, refuses what is not clear, writes cases.yaml."""
    folder = package / "golden"
    wanted = recipe.golden(folder)
    table = work / "golden.csv"
    columns = labels_of(recipe)
    rows = [",".join([g.place] + [str(int(g.positive)) if c == g.label else "" for c in columns]) for g in wanted]
    table.write_text("\n".join([",".join(["file"] + columns)] + rows) + "\n")
    _, found = evaluated(package, folder, table, work / "report-golden")
    by_place = {row["file"]: row for row in found}
    lines, wrong = [], []
    thresholds = thresholds_of(package)
    for one in wanted:
        probability = float(by_place[one.place][f"{one.label} probability"])
        result = "positive" if probability >= thresholds[one.label] else "negative"
        kind = "series" if (folder / one.place).is_dir() else "file"
        apart = abs(probability - thresholds[one.label])
        near = ", near-threshold: true" if apart < MARGIN else ""
        lines.append(
            f"  - {{{kind}: {one.place}, label: {one.label}, probability: {probability:.4f}, result: {result}{near}}}"
        )
        if (result == "positive") != one.positive or apart <= TOLERANCE:
            wrong.append(f"{one.place}: {one.label} {probability:.4f}, threshold {thresholds[one.label]}")
    print("\n".join(lines))
    if wrong:
        sys.exit("not fit to be golden: " + "; ".join(wrong))
    (folder / "cases.yaml").write_text(
        f"{HEAD}# Drawn, shows no person. Written by models/recipes/{recipe.name}/build.sh\n"
        f"tolerance: {TOLERANCE}\ncases:\n" + "\n".join(lines) + "\n"
    )


def thresholds_of(package):
    output = yaml.safe_load((package / "manifest.yaml").read_text())["output"]
    heads = output if isinstance(output, list) else [output]
    return {label["name"]: label["threshold"] for head in heads for label in head["labels"] if "threshold" in label}


def build(recipe, given, out=""):
    file = located(recipe.source, given)
    out = Path(out or HOME / "models" / recipe.name / recipe.version)
    work = Path(os.environ.get("WORK", HOME / ".out" / recipe.name))
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))

    print(f"== 1/6 train (kept in {work}; delete net.pt to train anew)")
    parts = recipe.read(file, work)
    net, report = trained(work, lambda keep: recipe.train(parts, keep), recipe.seed)

    print("== 2/6 export and quantize", flush=True)
    draft = fresh(work / "draft")
    graph = draft / "model.onnx"
    exported(recipe, net, graph)
    manifest(recipe, draft, graph, {label: 0.5 for label in labels_of(recipe)})
    small, quantizing = graph, {"kept": False}
    if not recipe.float_only:
        step = max(1, len(parts["training"]) // recipe.calibration)
        recipe.cases(parts["training"], fresh(work / "calibration"), step)
        small, quantizing = quantized(draft, work / "calibration", fresh(work / "int8"), recipe.calibration)

    print("== 3/6 choose on validation", flush=True)
    labels = recipe.cases(parts["validation"], fresh(work / "validation"), 1)
    seen, rows = evaluated(draft, work / "validation", labels, work / "report-validation", against=small)
    whole, bits = seen["models"]
    lost = recipe.figure(whole) - recipe.figure(bits)
    gain = whole["latency-ms"]["median"] / bits["latency-ms"]["median"]
    ships = quantizing["kept"] and lost <= recipe.allowed and gain >= 1.1
    print(f"8 bits: {lost:+.4f} lost, {gain:.2f} times as fast: {'shipped' if ships else 'not shipped'}")
    package = fresh(work / "package")
    chosen = package / ("model.int8.onnx" if ships else "model.onnx")
    shutil.copyfile(small if ships else graph, chosen)
    if chosen.stat().st_size > MOST_BYTES:
        sys.exit(f"{chosen} has {chosen.stat().st_size} bytes, more than {MOST_BYTES}")
    suffix = " (second model)" if ships else ""
    read_rows = [{k.removesuffix(suffix): v for k, v in row.items() if k.endswith(suffix)} | {"file": row["file"]}
                 | {k: v for k, v in row.items() if k.endswith(" truth")} for row in rows]
    thresholds = recipe.thresholds(read_rows, labels_of(recipe))
    print("thresholds", thresholds)
    manifest(recipe, package, chosen, thresholds)

    print("== 4/6 golden cases", flush=True)
    golden_cases(recipe, package, work)

    print("== 5/6 test, once", flush=True)
    labels = recipe.cases(parts["test"], fresh(work / "test"), 1)
    tested, test_rows = evaluated(package, work / "test", labels, work / "report-test", file="cpu",
                                  against=graph if ships else small)

    print("== 6/6 write the package", flush=True)
    first = tested["models"][0]
    manifest(recipe, package, chosen, thresholds, evidence(recipe, first, tested))
    facts = cards.Facts(recipe, parts, report, quantizing, seen, tested, test_rows, thresholds, ships, gain, lost,
                        chosen.stat().st_size)
    (package / "training.svg").write_text(charts.training(report))
    cards.draw(facts, package)
    (package / "CARD.md").write_text(cards.card(facts))
    place(package, out)
    print(f"{out}: done")


def evidence(recipe, first, tested):
    return (
        f"evidence:\n  dataset: {recipe.words.get('dataset', recipe.source.title.split(',')[0] + ', test split')}\n"
        f"  population: {recipe.population}\n  n: {tested['cases']}\n"
        + "".join(f"  {line}\n" for line in recipe.evidence(first))
        + ("" if recipe.float_only
           else f"  {'float32' if 'int8' in first['precision'] else 'int8'}-{recipe.evidence(tested['models'][1])[0]}\n")
    )


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def place(package, out):
    """Replaces the package's folder by the new one."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(out.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(package, beside)
    shutil.rmtree(out, ignore_errors=True)
    beside.rename(out)
