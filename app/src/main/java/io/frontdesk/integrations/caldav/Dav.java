package io.frontdesk.integrations.caldav;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// A multistatus answer (RFC 4918). Document types and everything they could name are refused.
record Dav(List<Response> responses, String syncToken) {
  private static final String DAV = "DAV:";
  private static final String CAL = "urn:ietf:params:xml:ns:caldav";

  /// @param gone whether the server says it is not there
  record Response(String href, boolean gone, @Nullable Element properties) {
    Optional<String> dav(String name) {
      return text(DAV, name);
    }

    Optional<String> cal(String name) {
      return text(CAL, name);
    }

    boolean is(String namespace, String name) {
      return properties != null
          && properties.getElementsByTagNameNS(namespace, name).getLength() > 0;
    }

    boolean isCalendar() {
      return is(CAL, "calendar");
    }

    /// The href within a property, as of a home set.
    Optional<String> hrefIn(String namespace, String property) {
      if (properties == null) {
        return Optional.empty();
      }
      var found = properties.getElementsByTagNameNS(namespace, property);
      return found.getLength() == 0
          ? Optional.empty()
          : first((Element) found.item(0), DAV, "href");
    }

    private Optional<String> text(String namespace, String name) {
      return properties == null ? Optional.empty() : first(properties, namespace, name);
    }
  }

  static Optional<Dav> parse(byte[] body) {
    try {
      var root = document(body).getDocumentElement();
      if (root == null || !"multistatus".equals(root.getLocalName())) {
        return Optional.empty();
      }
      var responses = new ArrayList<Response>();
      var token = "";
      for (var child : children(root)) {
        switch (String.valueOf(child.getLocalName())) {
          case "response" -> responses.add(response(child));
          case "sync-token" -> token = child.getTextContent().strip();
          default -> {}
        }
      }
      return Optional.of(new Dav(responses, token));
    } catch (SAXException | IOException | ParserConfigurationException unreadable) {
      return Optional.empty();
    }
  }

  static String calNamespace() {
    return CAL;
  }

  static String davNamespace() {
    return DAV;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static Document document(byte[] body)
      throws SAXException, IOException, ParserConfigurationException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new ByteArrayInputStream(body));
  }

  private static Response response(Element element) {
    var href = "";
    boolean gone = false;
    Element properties = null;
    for (var child : children(element)) {
      switch (String.valueOf(child.getLocalName())) {
        case "href" -> href = child.getTextContent().strip();
        case "status" -> gone = child.getTextContent().contains(" 404");
        case "propstat" -> {
          if (first(child, DAV, "status").orElse("").contains(" 200")) {
            for (var part : children(child)) {
              properties = "prop".equals(part.getLocalName()) ? part : properties;
            }
          }
        }
        default -> {}
      }
    }
    return new Response(href, gone, properties);
  }

  private static Optional<String> first(Element within, String namespace, String name) {
    var found = within.getElementsByTagNameNS(namespace, name);
    return found.getLength() == 0
        ? Optional.empty()
        : Optional.of(found.item(0).getTextContent().strip()).filter(text -> !text.isEmpty());
  }

  private static List<Element> children(Element parent) {
    var children = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }
}
