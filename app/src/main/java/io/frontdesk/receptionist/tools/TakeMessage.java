package io.frontdesk.receptionist.tools;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.Happening;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Takes a message for the people of the house: kept, the call marked, a note in the inbox.
@Component
class TakeMessage implements Tool {
  private final MessageStore messages;
  private final Calls calls;
  private final Contacts contacts;
  private final Conversations conversations;

  TakeMessage(MessageStore messages, Calls calls, Contacts contacts, Conversations conversations) {
    this.messages = messages;
    this.calls = calls;
    this.contacts = contacts;
    this.conversations = conversations;
  }

  @Override
  public ToolName name() {
    return ToolName.TAKE_MESSAGE;
  }

  @Override
  public String description() {
    return "Take a message for the team when you can't help or nobody can be reached. Ask for the"
        + " caller's name and the number to call back first.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("message", "What the caller wants to tell, in their words"),
        Parameter.optional("name", "The caller's name"),
        Parameter.optional("phone", "Number to call back, if not the one they call from"),
        new Parameter("urgent", "boolean", "Whether the caller says it can't wait", false));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var arguments = situation.arguments();
    var body = arguments.text(2000, "message", "text", "body", "note", "summary");
    if (body.isEmpty()) {
      return ToolAnswer.of(
          "not-understood",
          Facts.failed("INVALID_INPUT").map(),
          "Of course. What would you like me to pass on?");
    }
    var caller = situation.call().caller();
    var callBack =
        arguments
            .phone(
                situation.workspace().region(),
                "phone",
                "callBack",
                "callbackNumber",
                "patientPhone")
            .orElse(caller);
    var name = arguments.text(200, "name", "callerName", "patientName").orElse(null);
    @Nullable Contact contact =
        caller == null ? null : contacts.findOrCreate(situation.tenant(), caller, name, "phone");
    boolean urgent = arguments.yes("urgent", "urgency", "priority");
    var message =
        new TakenMessage(
            Uuid7.next(),
            situation.call().call(),
            contact == null ? null : contact.id(),
            name,
            callBack,
            body.get(),
            urgent,
            situation.now());
    messages.insert(situation.tenant(), message);
    if (contact != null) {
      calls.link(situation.tenant(), situation.call().call(), contact.id());
      conversations.note(
          situation.tenant(),
          contact.id(),
          new Happening(
              "Left a message: " + body.get(),
              situation.now(),
              "message-taken",
              message.id().toString()));
    }
    calls.attention(
        situation.tenant(),
        situation.call().call(),
        urgent ? Attention.URGENT : Attention.CALL_BACK,
        body.get().length() > 300 ? body.get().substring(0, 299) + "…" : body.get());
    return ToolAnswer.of(
        "taken",
        Facts.of("success", true).and("messageId", message.id().toString()).map(),
        "Thank you, I've passed that on."
            + (callBack == null
                ? ""
                : " The team will call you back on the number ending in "
                    + String.join(" ", callBack.lastFour().split(""))
                    + "."));
  }
}
