// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;

/// What may be said of a patient outside this machine: keyed pseudonyms, no more.
///
/// @param keyFile the site key of the pseudonyms, 32 bytes as base64; made at first start when missing
/// @param keyId   names the key in each payload, so that receivers know which one to match with
public record PrivacySettings(Path keyFile, String keyId) {}
