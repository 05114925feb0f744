// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Reads audit messages as their receiver does.
public final class AuditMessages {
    private AuditMessages() {}

    /// @throws SAXException when it does not obey PS3.15 A.5.1, in the XML Schema that comes with the library
    public static void validate(String xml) throws SAXException, IOException {
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(AuditMessages.class.getResource("/dicom2017c.xsd"));
        schema.newValidator().validate(new StreamSource(new StringReader(xml)));
    }

    /// What an XPath finds, as text; empty for nothing.
    public static String at(String xml, String path) {
        try {
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
            return XPathFactory.newInstance().newXPath().evaluate(path, document);
        } catch (XPathExpressionException | ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(path + " of " + xml, e);
        }
    }
}
