// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// Runs pictures through models, one at a time on one thread, as the appliance does.
///
///     java Score.java tensors.f32 SIDE model.onnx...
///
/// tensors.f32 holds N x SIDE x SIDE native floats. Beside it a file `<tensors>.<model>.logits` of N floats
/// appears for each model. The models take turns picture by picture, so that whatever else the machine does slows all alike.
static final int WARM_UP = 30;

void main(String[] args) throws Exception {
    var tensors = Path.of(args[0]);
    int side = Integer.parseInt(args[1]);
    var models = Arrays.stream(args).skip(2).map(Path::of).toList();
    var bytes = Files.readAllBytes(tensors);
    int pixels = side * side;
    int pictures = bytes.length / (pixels * Float.BYTES);
    var all = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();

    var environment = OrtEnvironment.getEnvironment();
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    var sessions = models.stream().map(file -> open(environment, file, options)).toList();
    var logits = new float[models.size()][pictures];
    var nanos = new long[models.size()][pictures];
    for (int i = -Math.min(WARM_UP, pictures); i < pictures; i++) {
        int at = Math.floorMod(i, pictures);
        var pixelsOfOne = all.slice(at * pixels * Float.BYTES, pixels * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int m = 0; m < models.size(); m++) {
            long started = System.nanoTime();
            logits[m][at] = run(environment, sessions.get(m), pixelsOfOne.asFloatBuffer(), side);
            nanos[m][at] = System.nanoTime() - started;
        }
    }
    for (int m = 0; m < models.size(); m++) {
        String name = models.get(m).getFileName().toString();
        var out = ByteBuffer.allocate(pictures * Float.BYTES).order(ByteOrder.nativeOrder());
        out.asFloatBuffer().put(logits[m]);
        Files.write(Path.of(tensors + "." + name + ".logits"), out.array());
        Arrays.sort(nanos[m]);
        IO.println("%s median-ms %.3f p95-ms %.3f pictures %d".formatted(
                name, nanos[m][pictures / 2] / 1e6, nanos[m][pictures * 95 / 100] / 1e6, pictures));
    }
}

OrtSession open(OrtEnvironment environment, Path file, OrtSession.SessionOptions options) {
    try {
        return environment.createSession(file.toString(), options);
    } catch (Exception e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
}

float run(OrtEnvironment environment, OrtSession session, FloatBuffer picture, int side) throws Exception {
    try (var tensor = OnnxTensor.createTensor(environment, picture, new long[] {1, 1, side, side});
            var result = session.run(Map.of("image", tensor))) {
        return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    }
}
