// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyscallLogTest {
    @Test
    void knowsWhereACallBeganAndWhereItReturned() {
        var log = SyscallLog.read("""
                11 write(7</s/a.part>, "x", 1) = 1
                11 fdatasync(7</s/a.part> <unfinished ...>
                12 sendto(9<TCP:[127.0.0.1:1->127.0.0.1:2]>, "\\4\\0", 2, 0, NULL, 0) = 2
                11 <... fdatasync resumed>) = 0
                12 <... epoll_wait resumed>, [], 8, 5) = 0
                13 fdatasync(8</s/b.part>) = -1 EIO (Input/output error) (INJECTED)
                13 fdatasync(8</s/c.part> <unfinished ...>
                """.lines().toList());

        assertThat(log.where(call -> call.name().equals("fdatasync"))).satisfiesExactly(
                call -> {
                    assertThat(call.begins()).isEqualTo(1);
                    assertThat(call.returns()).isEqualTo(3);
                    assertThat(call.names("a.part")).isTrue();
                    assertThat(call.succeeded()).isTrue();
                },
                call -> assertThat(call.succeeded()).isFalse(),
                call -> assertThat(call.returns()).isEqualTo(Integer.MAX_VALUE));
        assertThat(log.calls()).hasSize(5);
    }
}
