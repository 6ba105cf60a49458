package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.voice.Phone.Use;
import io.frontdesk.sandbox.voice.Phone.Verdict;
import io.frontdesk.sandbox.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The people who ring: what they want and how they say it. What the program answers decides how
/// the conversation goes on.
final class Scripts {
  /// One kind of caller.
  @FunctionalInterface
  interface Script {
    void play(Phone phone);
  }

  private static final Map<String, Script> ALL = new LinkedHashMap<>();

  static {
    ALL.put("new-caller-books", Scripts::newCallerBooks);
    ALL.put("known-caller-asks-then-books", Scripts::knownCallerAsksThenBooks);
    ALL.put("wants-closed-day", Scripts::wantsClosedDay);
    ALL.put("slot-gets-taken", Scripts::slotGetsTaken);
    ALL.put("asks-for-a-person", Scripts::asksForPerson);
    ALL.put("leaves-a-message", Scripts::leavesMessage);
    ALL.put("hangs-up-midway", Scripts::hangsUpMidway);
    ALL.put("angry-stop", Scripts::angryStop);
    ALL.put("just-a-question", Scripts::justQuestion);
    ALL.put("two-things-at-once", Scripts::twoThingsAtOnce);
    ALL.put("cancels", Scripts::cancels);
    ALL.put("moves", Scripts::moves);
    ALL.put("joins-waitlist", Scripts::joinsWaitlist);
    ALL.put("silent", Scripts::silent);
    ALL.put("tools-only", Scripts::toolsOnly);
  }

  private Scripts() {}

  static Optional<Script> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  private static void newCallerBooks(Phone phone) {
    greet(phone);
    var service = phone.detail("service", "physiotherapy assessment");
    phone.caller(
        phone.oneOf(
            "Hi there. I've never been to you before, I'd like to book a " + service + " please.",
            "Good morning, my neighbour recommended you. Could I get an appointment for a "
                + service
                + "?",
            "Hello, um, I think I need a " + service + ". My shoulder has been killing me."));
    lookup(phone);
    var name = phone.detail("name", "Jordan Ellis");
    phone.assistant("Of course, I can help with that. May I take your name first?");
    phone.caller("Sure, it's " + name + ".");
    phone.assistant("Thank you, " + first(name) + ". When would you like to come in?");
    var day = phone.detail("day", "tomorrow");
    phone.caller(phone.oneOf("Is there anything " + day + "?", "Ideally " + day + ", if you can."));
    bookFirstOffer(phone, service, day, name, true);
    goodbye(phone);
  }

  private static void knownCallerAsksThenBooks(Phone phone) {
    greet(phone);
    var who = lookup(phone);
    var name = phone.detail("name", "");
    if (who.arrived() && who.says("found")) {
      phone.assistant("Welcome back! What can I do for you today?");
    }
    var question = phone.detail("question", "Where can I park?");
    phone.caller("Hi, it's me again. Quick question first. " + question);
    answer(phone, question);
    var service = phone.detail("service", "follow-up session");
    var day = phone.detail("day", "next Tuesday");
    phone.caller("Perfect, thanks. And can I get a " + service + " " + day + "?");
    bookFirstOffer(phone, service, day, name, false);
    goodbye(phone);
  }

  private static void wantsClosedDay(Phone phone) {
    greet(phone);
    var service = phone.detail("service", "massage therapy");
    var closed = phone.detail("day", "this Sunday");
    phone.caller("Hey, do you have any time " + closed + " for " + service + "?");
    lookup(phone);
    var reply = check(phone, service, closed, "");
    phone.assistant(
        spoken(reply, "I'm afraid we are closed that day. Would another day suit you?"));
    if (reply.offers().isEmpty()) {
      var other = phone.detail("otherDay", "on Monday");
      phone.caller("Oh, right, of course. What about " + other + " then?");
      reply = check(phone, service, other, "");
      phone.assistant(spoken(reply, "Let me see what we have."));
    }
    if (reply.offers().isEmpty()) {
      phone.caller("No, that doesn't work either. I'll try again another time, thanks.");
      phone.verdict(
          new Verdict(
              "Caller wanted " + service + " on a day we are closed; found no other time.",
              "no slot found",
              0.4,
              "low",
              false));
      throw phone.hangUp("customer-ended-call");
    }
    var name = phone.detail("name", "Priya Raman");
    phone.caller("That works for me. The name is " + name + ".");
    confirm(phone, service, reply, 0, name, true);
    goodbye(phone);
  }

  private static void slotGetsTaken(Phone phone) {
    greet(phone);
    var service = phone.detail("service", "physiotherapy assessment");
    var day = phone.detail("day", "tomorrow");
    var name = phone.detail("name", "Marcus Webb");
    phone.caller("Hi, " + name + " here. I'd like to book a " + service + " for " + day + ".");
    lookup(phone);
    var reply = check(phone, service, day, "");
    phone.assistant(spoken(reply, "Let me see. Which of these times would you like?"));
    phone.caller(
        phone.oneOf(
            "Hmm, hold on, let me look at my calendar. Yes, the first one is good.",
            "Sorry, one second, my wife has the diary. OK, the first one please."));
    phone.pause(4);
    confirm(phone, service, reply, 0, name, false);
    goodbye(phone);
  }

  private static void asksForPerson(Phone phone) {
    greet(phone);
    phone.caller(
        phone.oneOf(
            "I'd rather talk to a real person, please. It's about my invoice.",
            "Could you put me through to someone? I got a bill that I don't understand."));
    lookup(phone);
    phone.assistant("Certainly. Let me connect you with a colleague.");
    var reply =
        phone.tool(
            "transferCall",
            Json.of(
                "department",
                phone.detail("department", "billing"),
                "summary",
                "Caller has a question about an invoice and wants to speak with a person."));
    phone.verdict(
        new Verdict(
            "Caller had a question about an invoice and was put through to a person.",
            "transferred",
            0.5,
            "medium",
            false));
    if (!reply.say().isEmpty()) {
      phone.assistant(reply.say());
    }
    phone.transfer();
    phone.assistant("I'm sorry, nobody is free just now. May I take a message?");
    message(phone, "Please call me back about invoice 2041, it shows a session I did not have.");
  }

  private static void leavesMessage(Phone phone) {
    greet(phone);
    lookup(phone);
    phone.caller("Could you pass something on to my therapist?");
    phone.assistant("Of course. What would you like me to tell them?");
    message(
        phone,
        phone.detail(
            "message",
            "The new exercises are going well, but my knee clicks on the stairs. Should I go on with them?"));
  }

  private static void hangsUpMidway(Phone phone) {
    greet(phone);
    var service = phone.detail("service", "massage therapy");
    phone.caller("Hello, I wanted to ask about a " + service + ", maybe");
    lookup(phone);
    phone.assistant("Happy to help. Which day were you thinking of?");
    phone.caller("Um, one moment, the dog is");
    phone.verdict(
        new Verdict(
            "Caller asked about a " + service + " but the line dropped before a day was chosen.",
            "abandoned",
            0.5,
            "low",
            false));
    throw phone.hangUp("customer-ended-call");
  }

  private static void angryStop(Phone phone) {
    greet(phone);
    phone.caller(
        "You people keep texting me. I have asked you twice now. Stop sending me messages!");
    lookup(phone);
    phone.assistant("I'm sorry about that. I'll see to it that it stops. Is there anything else?");
    var reply =
        phone.tool(
            "takeMessage",
            Json.of(
                "message",
                "Stop sending me text messages. I have asked twice.",
                "urgent",
                true,
                "name",
                phone.detail("name", "")));
    phone.assistant(spoken(reply, "I have passed this on as urgent."));
    phone.caller("No. Just take me off the list. Goodbye.");
    phone.verdict(
        new Verdict(
            "Caller is upset about repeated text messages and asked for them to stop.",
            "complaint",
            0.1,
            "high",
            false));
    throw phone.hangUp("customer-ended-call");
  }

  private static void justQuestion(Phone phone) {
    greet(phone);
    lookup(phone);
    var question = phone.detail("question", "Do you take Aetna insurance?");
    phone.caller("Hi, just a quick one. " + question);
    answer(phone, question);
    phone.caller("Great, that's all I needed. Thank you!");
    phone.assistant("You're welcome. Have a lovely day.");
    phone.verdict(new Verdict("Caller asked: " + question, "question answered", 0.8, "low", false));
    end(phone, "completed", "Answered a question");
  }

  private static void twoThingsAtOnce(Phone phone) {
    greet(phone);
    var question = phone.detail("question", "What should I wear?");
    var service = phone.detail("service", "physiotherapy assessment");
    var day = phone.detail("day", "tomorrow");
    var name = phone.detail("name", "Elena Duarte");
    phone.caller(
        "Hi, this is "
            + name
            + ". Can I book a "
            + service
            + " "
            + day
            + ", and also, "
            + question);
    var replies =
        phone.tools(
            List.of(
                new Use("lookupCaller", lookupArguments(phone)),
                new Use("queryKnowledge", Json.of("query", question)),
                new Use("checkAvailability", checkArguments(service, day, ""))));
    phone.assistant(spoken(replies.get(1), "I'm not sure about that, a colleague will tell you."));
    phone.assistant(spoken(replies.get(2), "Let me look at the times."));
    phone.caller("The first one, please.");
    confirm(phone, service, replies.get(2), 0, name, true);
    goodbye(phone);
  }

  private static void cancels(Phone phone) {
    greet(phone);
    var name = phone.detail("name", "Jordan Ellis");
    phone.caller(
        phone.oneOf(
            "Hi, it's " + name + ". I'm afraid I have to cancel my appointment.",
            "Hello, " + name + " here, I can't make it, could you cancel my appointment?"));
    lookup(phone);
    change(phone, "cancelAppointment", Json.of("name", name), "cancelled");
  }

  private static void moves(Phone phone) {
    greet(phone);
    var name = phone.detail("name", "Jordan Ellis");
    var day = phone.detail("day", "next Wednesday");
    var time = phone.detail("time", "10 am");
    phone.caller("Hi, " + name + ". Could we move my appointment to " + day + " at " + time + "?");
    lookup(phone);
    change(
        phone,
        "rescheduleAppointment",
        Json.of("name", name, "newDate", day, "newTime", time),
        "moved");
  }

  // Asks, hears it read back, agrees, and asks again with the agreement.
  private static void change(
      Phone phone, String tool, Map<String, @Nullable Object> arguments, String done) {
    var asked = phone.tool(tool, arguments);
    phone.assistant(spoken(asked, "Let me look that up for you."));
    if (asked.arrived()) {
      phone.caller(phone.oneOf("Yes, please do.", "Yes, that's right."));
      var agreed = new LinkedHashMap<String, @Nullable Object>(arguments);
      agreed.put("confirm", true);
      var answer = phone.tool(tool, agreed);
      phone.assistant(spoken(answer, "I'm sorry, I can't do that just now."));
      boolean changed = answer.arrived() && answer.says("success");
      phone.verdict(
          new Verdict(
              changed
                  ? "Caller had an appointment " + done + "."
                  : "Caller wanted an appointment " + done + "; it was not.",
              changed ? "appointment " + done : "not changed",
              changed ? 0.8 : 0.4,
              "low",
              changed));
      goodbye(phone, changed ? "Appointment " + done : "Not changed");
    }
    goodbye(phone, "Not changed");
  }

  private static void joinsWaitlist(Phone phone) {
    greet(phone);
    var name = phone.detail("name", "Priya Raman");
    var service = phone.detail("service", "massage therapy");
    phone.caller(
        "Hi, none of your times work. Can you put me on a waiting list for " + service + "?");
    lookup(phone);
    var answer =
        phone.tool(
            "joinWaitlist",
            Json.of("service", service, "name", name, "days", "weekdays", "timeOfDay", "morning"));
    phone.assistant(spoken(answer, "A colleague will call you back about that."));
    boolean joined = answer.arrived() && answer.says("success");
    phone.verdict(
        new Verdict(
            "Caller wanted to wait for " + service + (joined ? "." : "; was not put on the list."),
            joined ? "put on the waitlist" : "needs call back",
            0.6,
            "low",
            joined));
    goodbye(phone, joined ? "Put on the waitlist" : "To be called back");
  }

  private static void silent(Phone phone) {
    greet(phone);
    phone.pause(8);
    phone.assistant("Hello, are you still there?");
    phone.pause(6);
    phone.verdict(new Verdict("Nobody spoke.", "silence", 0.5, "low", false));
    throw phone.hangUp("silence-timed-out");
  }

  // For measuring: the questions that need no outside answer, without small talk.
  private static void toolsOnly(Phone phone) {
    lookup(phone);
    phone.tool("queryKnowledge", Json.of("query", phone.detail("question", "Is there parking?")));
    check(phone, phone.detail("service", "massage therapy"), phone.detail("day", "tomorrow"), "");
    phone.verdict(new Verdict("A measured call.", "measured", 0.5, "low", false));
    throw phone.hangUp("customer-ended-call");
  }

  private static void greet(Phone phone) {
    phone.assistant(
        phone.detail(
            "greeting",
            "Thank you for calling "
                + phone.detail("business", "the front desk")
                + ". How can I help you today?"));
  }

  private static ToolReply lookup(Phone phone) {
    return phone.tool("lookupCaller", lookupArguments(phone));
  }

  private static Map<String, @Nullable Object> lookupArguments(Phone phone) {
    return Json.of("searchKey", phone.callerNumber(), "searchType", "phone");
  }

  private static void answer(Phone phone, String question) {
    var reply = phone.tool("queryKnowledge", Json.of("query", question));
    phone.assistant(
        spoken(reply, "I'm not certain about that. I'll have a colleague get back to you."));
  }

  private static ToolReply check(Phone phone, String service, String day, String time) {
    return phone.tool("checkAvailability", checkArguments(service, day, time));
  }

  private static Map<String, @Nullable Object> checkArguments(
      String service, String day, String time) {
    return Json.of("service", service, "date", day, "time", time.isEmpty() ? null : time);
  }

  private static void bookFirstOffer(
      Phone phone, String service, String day, String name, boolean email) {
    var reply = check(phone, service, day, phone.detail("time", ""));
    phone.assistant(spoken(reply, "Let me look at the calendar for you."));
    if (reply.offers().isEmpty()) {
      phone.caller("Hm, what about next Thursday?");
      reply = check(phone, service, "next Thursday", "");
      phone.assistant(spoken(reply, "Let me see about Thursday."));
    }
    if (reply.offers().isEmpty()) {
      phone.caller("OK, never mind. I'll call back.");
      phone.verdict(
          new Verdict(
              "Caller wanted a " + service + " but no time suited.",
              "no slot found",
              0.4,
              "medium",
              false));
      throw phone.hangUp("customer-ended-call");
    }
    phone.caller(
        phone.oneOf(
            "The first one sounds great.",
            "Let's take the first one, please.",
            "The first one works for me."));
    confirm(phone, service, reply, 0, name, email);
  }

  // Books an offered time; when it has gone meanwhile, takes the first alternative, twice at most.
  private static void confirm(
      Phone phone, String service, ToolReply offered, int attempt, String name, boolean email) {
    if (offered.offers().isEmpty() || attempt > 2) {
      phone.assistant(
          "I'm sorry, I can't find a free time just now. A colleague will call you back.");
      phone.verdict(
          new Verdict(
              "Caller wanted a " + service + "; the times offered were gone.",
              "no slot found",
              0.3,
              "medium",
              false));
      throw phone.hangUp("assistant-ended-call");
    }
    var offer = offered.offers().getFirst();
    var arguments =
        Json.of(
            "service",
            service,
            "name",
            name.isEmpty() ? null : name,
            "phone",
            phone.callerNumber());
    arguments.putAll(offer);
    if (email) {
      var address = phone.detail("email", "");
      if (!address.isEmpty()) {
        if (attempt == 0) {
          phone.assistant("And which e-mail address may I send the confirmation to?");
          phone.caller("It's " + address.replace("@", " at ").replace(".", " dot ") + ".");
        }
        arguments.put("email", address);
      }
    }
    var booked = phone.tool("bookAppointment", arguments);
    if (booked.arrived() && (booked.says("booked") || booked.says("success"))) {
      phone.verdict(
          new Verdict("Caller booked a " + service + ".", "appointment booked", 0.9, "low", true));
      phone.assistant(spoken(booked, "You're all set."));
      return;
    }
    if (!booked.arrived()) {
      phone.assistant(
          "I'm sorry, our calendar isn't answering. A colleague will call you back to confirm.");
      phone.verdict(
          new Verdict(
              "Booking a " + service + " failed: the calendar did not answer.",
              "needs call back",
              0.3,
              "high",
              false));
      throw phone.hangUp("assistant-ended-call");
    }
    phone.assistant(
        spoken(booked, "I'm sorry, that time has just been taken. I have another one."));
    phone.caller("Oh. All right, then the next one you have.");
    confirm(phone, service, booked, attempt + 1, name, email);
  }

  private static void message(Phone phone, String words) {
    phone.caller(words);
    var reply =
        phone.tool("takeMessage", Json.of("message", words, "name", phone.detail("name", "")));
    phone.assistant(spoken(reply, "Thank you, I have noted that and will pass it on."));
    phone.caller("Thanks, bye.");
    phone.verdict(
        new Verdict("Caller left a message: " + words, "message taken", 0.6, "medium", false));
    end(phone, "completed", "Took a message");
  }

  private static void goodbye(Phone phone) {
    goodbye(phone, "Appointment booked");
  }

  private static void goodbye(Phone phone, String summary) {
    phone.caller(
        phone.oneOf(
            "No, that's everything. Thank you so much!",
            "Brilliant, thank you. Bye!",
            "Great, see you then."));
    phone.assistant("Thank you for calling. Take care, goodbye!");
    end(phone, "completed", summary);
  }

  private static void end(Phone phone, String reason, String summary) {
    phone.tool("endCall", Json.of("reason", reason, "summary", summary));
    throw phone.hangUp("assistant-ended-call");
  }

  private static String spoken(ToolReply reply, String otherwise) {
    return reply.say().isEmpty() ? otherwise : reply.say();
  }

  private static String first(String name) {
    return name.split(" ")[0];
  }
}
