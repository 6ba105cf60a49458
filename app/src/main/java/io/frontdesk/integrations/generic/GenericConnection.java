package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// The form of a connection with any system that can call a webhook.
@Component
class GenericConnection implements ConnectionKind {
  static final String PROVIDER = "generic";
  static final String PROOF = "proof";
  static final String BY_SIGNATURE = "signature";
  static final String BY_TOKEN = "token";
  static final String SECRET = "secret";
  static final String HEADER = "header";
  static final String PREFIX = "prefix";
  static final String ALGORITHM = "algorithm";
  static final String SHA1 = "sha1";
  static final String ENCODING = "encoding";
  static final String BASE64 = "base64";
  static final String SIGNED = "signed-content";
  static final String TIMED = "timestamp.body";
  static final String TIMESTAMP_HEADER = "timestamp-header";
  static final String TOLERANCE = "tolerance";
  static final String QUERY = "query-parameter";
  static final String IDENTITY = "identity-pointer";
  static final String TYPE_POINTER = "type-pointer";
  static final String TYPE = "type";
  static final String ORDER = "order-pointer";

  private static final String HEADER_NAME = "[A-Za-z0-9-]{1,60}";

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Any webhook";
  }

  @Override
  public String purpose() {
    return "Other systems";
  }

  @Override
  public String help() {
    return "Takes events from a website's form, a shop or any system that can call an address. Then"
        + " say under Mapping what its payload means.";
  }

  @Override
  public boolean takesHooks() {
    return true;
  }

  @Override
  public Page page() {
    return new Page("mapping", "Mapping");
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.choice(
            PROOF,
            "It proves itself by",
            "A signature (HMAC) over the body is better: a token can be overheard.",
            List.of(BY_SIGNATURE, BY_TOKEN)),
        Field.secret(SECRET, "Secret", "The signing key or the token, 12 characters or more.")
            .matching(".{12,}"),
        Field.text(
                HEADER,
                "Header",
                "Where the signature or the token stands, e.g. X-Signature or Authorization.")
            .matching(HEADER_NAME)
            .startingAs("X-Signature")
            .optional(),
        Field.text(PREFIX, "Prefix", "What stands before the signature, e.g. sha256=.").optional(),
        Field.choice(ALGORITHM, "Algorithm", "Of the signature.", List.of("sha256", SHA1))
            .optional(),
        Field.choice(ENCODING, "Encoding", "Of the signature.", List.of("hex", BASE64)).optional(),
        Field.choice(
                SIGNED,
                "What is signed",
                "The body alone, or the timestamp, a dot and the body.",
                List.of("body", TIMED))
            .optional(),
        Field.text(TIMESTAMP_HEADER, "Timestamp header", "Where the signed timestamp stands.")
            .matching(HEADER_NAME)
            .optional(),
        Field.number(TOLERANCE, "Tolerance in seconds", "How old or new a timestamp may be.")
            .startingAs("300")
            .optional(),
        Field.text(QUERY, "Token in the address", "Name of a query parameter that has the token.")
            .matching("[A-Za-z0-9_-]{1,60}")
            .optional(),
        Field.text(
                IDENTITY,
                "Event id",
                "Pointer to what names the event, e.g. /event/id. Without one, an equal body counts as"
                    + " a repeat.")
            .optional(),
        Field.text(TYPE_POINTER, "Event type", "Pointer to the type, e.g. /type.").optional(),
        Field.text(TYPE, "Type without pointer", "What events are called otherwise.")
            .matching("[A-Za-z0-9._-]{1,60}")
            .startingAs("event")
            .optional(),
        Field.text(
                ORDER,
                "Order by",
                "Pointer to what must be handled in order, e.g. /customer/id. Without one, events are"
                    + " independent.")
            .optional());
  }

  @Override
  public List<FieldError> check(Connection connection) {
    var wrong = new ArrayList<FieldError>();
    for (var pointer : List.of(IDENTITY, TYPE_POINTER, ORDER)) {
      connection
          .find(pointer)
          .flatMap(Payload::objection)
          .ifPresent(told -> wrong.add(new FieldError(pointer, told)));
    }
    boolean signed = connection.require(PROOF).equals(BY_SIGNATURE);
    boolean timed = connection.get(SIGNED, "body").equals(TIMED);
    if (signed && connection.find(HEADER).isEmpty()) {
      wrong.add(new FieldError(HEADER, "name the header of the signature"));
    }
    if (signed && timed != connection.find(TIMESTAMP_HEADER).isPresent()) {
      wrong.add(
          new FieldError(
              TIMESTAMP_HEADER,
              timed
                  ? "name the header of the signed timestamp"
                  : "a timestamp that is not signed proves nothing; choose timestamp.body above"));
    }
    if (!signed && connection.find(HEADER).isEmpty() && connection.find(QUERY).isEmpty()) {
      wrong.add(new FieldError(HEADER, "name a header, or a query parameter below"));
    }
    return wrong;
  }

  @Override
  public Test test(Connection connection) {
    return Test.passed("Nothing to ask: the other system calls us. Send an event and look there.");
  }
}
