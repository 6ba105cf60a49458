package io.frontdesk.demo;

import java.util.List;

/// The clinic's invented clients and what was said with them.
final class Regulars {
  /// A client.
  ///
  /// @param number the last seven digits after the area code, in the range kept for fiction
  record Client(String name, String number, String email) {}

  /// A call of the past days.
  ///
  /// @param lines odd ones are the caller's
  /// @param reason the platform's word for the end
  record Tale(
      String summary,
      String outcome,
      String sentiment,
      double score,
      String urgency,
      String reason,
      List<String> lines) {}

  static final List<Client> ALL =
      List.of(
          client("Amelia Santos", "+12125550111"),
          client("Benjamin Okoye", "+16465550112"),
          client("Charlotte Reyes", "+17185550113"),
          client("Daniel Kowalski", "+19175550114"),
          client("Eleanor Vance", "+12125550115"),
          client("Farid Rahimi", "+16465550116"),
          client("Georgia Lambert", "+17185550117"),
          client("Hiroshi Tanaka", "+19175550118"),
          client("Isabel Moreno", "+12125550119"),
          client("Jonas Bergstrom", "+16465550120"),
          client("Keisha Brown", "+17185550121"),
          client("Liam Gallagher-Hart", "+19175550122"),
          client("Mei-Ling Chow", "+12125550123"),
          client("Nathaniel Brooks", "+16465550124"),
          client("Olivia Petrov", "+17185550125"),
          client("Patrick Dunne", "+19175550126"),
          client("Quinn Abernathy", "+12125550127"),
          client("Rosa Delgado", "+16465550128"),
          client("Samuel Adeyemi", "+17185550129"),
          client("Teresa Conti", "+19175550130"),
          client("Umar Siddiqui", "+12125550131"),
          client("Valerie Fontaine", "+16465550132"),
          client("Walter Jenkins", "+17185550133"),
          client("Ximena Castillo", "+19175550134"),
          client("Yusuf Demir", "+12125550135"),
          client("Zoe Papadakis", "+16465550136"),
          client("Aaron Whitlock", "+17185550137"),
          client("Bianca Rossi", "+19175550138"),
          client("Caleb Nguyen", "+12125550139"),
          client("Deborah Stein", "+16465550140"),
          client("Elijah Foster", "+17185550141"),
          client("Fatima Zahra", "+19175550142"),
          client("Gabriel Silva", "+12125550143"),
          client("Hannah Weiss", "+16465550144"),
          client("Ivan Horvat", "+17185550145"),
          client("Jasmine Clarke", "+19175550146"),
          client("Kevin O'Malley", "+12125550147"),
          client("Laura Schmidt", "+16465550148"),
          client("Marcus Thorne", "+17185550149"),
          client("Nadia Karim", "+19175550150"));

  static final List<Tale> TALES =
      List.of(
          new Tale(
              "Booked a follow-up for the knee; walking is getting easier.",
              "appointment booked",
              "positive",
              0.9,
              "low",
              "assistant-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "Hi, I'd like my next session for the knee. Walking is much easier already.",
                  "That's great to hear. Would Thursday at ten be good?",
                  "Thursday at ten is perfect.",
                  "You're booked. A confirmation is on its way to your phone.",
                  "Lovely, thank you!")),
          new Tale(
              "Asked whether Aetna is accepted and what a first visit costs without it.",
              "question answered",
              "positive",
              0.8,
              "low",
              "customer-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "Do you take Aetna?",
                  "Yes, we work with Aetna. Please bring your insurance card to the first visit.",
                  "And without insurance?",
                  "A first assessment is 145 dollars, and a follow-up session is 85.",
                  "Good to know. Bye!")),
          new Tale(
              "Left a message for Maya: the new exercises help, but the shoulder aches at night.",
              "message taken",
              "neutral",
              0.55,
              "medium",
              "assistant-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "Could you tell Maya something? The exercises help, but my shoulder aches at night.",
                  "Of course, I'll pass that on. Should she call you back?",
                  "Yes please, any time after four.",
                  "I've noted it. Take care!",
                  "Thank you.")),
          new Tale(
              "Had a question about an invoice and was put through to billing.",
              "transferred",
              "neutral",
              0.5,
              "medium",
              "assistant-forwarded-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "There's a session on my invoice that I don't remember.",
                  "I'll connect you with billing, who can look at it with you.",
                  "Thanks.")),
          new Tale(
              "Wanted massage therapy on a Sunday; took Monday morning instead.",
              "appointment booked",
              "positive",
              0.85,
              "low",
              "assistant-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "Is there a massage free this Sunday?",
                  "We are closed on Sundays. I could offer you Monday at nine with Grace.",
                  "Monday at nine works.",
                  "Wonderful, you're booked for Monday at nine.",
                  "See you then.")),
          new Tale(
              "The line dropped while the caller looked for a pen.",
              "abandoned",
              "neutral",
              0.5,
              "low",
              "customer-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "Hi, I want to ask about, hold on, let me find a pen")),
          new Tale(
              "Upset that the appointment was moved twice; wants a call from the manager.",
              "complaint",
              "negative",
              0.15,
              "high",
              "customer-ended-call",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "You have moved my appointment twice now. I'd like the manager to call me.",
                  "I'm sorry about that. I have marked this for the manager, who will call you today.",
                  "I hope so.")),
          new Tale(
              "Nobody spoke.",
              "silence",
              "neutral",
              0.5,
              "low",
              "silence-timed-out",
              List.of(
                  "Thank you for calling Tidewater Physiotherapy. How can I help you today?",
                  "",
                  "Hello, are you still there?")));

  private Regulars() {}

  private static Client client(String name, String number) {
    var address = name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", ".");
    return new Client(name, number, address + "@example.com");
  }
}
