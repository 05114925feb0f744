// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.util.Optional;

/// Everything a site can set, checked and complete: no setting is ever absent here.
///
/// @param site   where the appliance stands; the second level of every MQTT topic
/// @param device which appliance it is; the third level of every MQTT topic
/// @param mode   whom its outcomes may reach
/// @param lookup who may ask which exam a pseudonym stands for; empty when nobody may
public record Settings(
        String site,
        String device,
        Mode mode,
        DicomSettings dicom,
        SpoolSettings spool,
        ExamSettings exam,
        ModelSettings models,
        InferenceSettings inference,
        PrivacySettings privacy,
        MqttSettings mqtt,
        AlertSettings alerts,
        WatchSettings watch,
        Optional<LookupSettings> lookup,
        WebSettings web,
        RoomSettings room,
        LogSettings log) {}
