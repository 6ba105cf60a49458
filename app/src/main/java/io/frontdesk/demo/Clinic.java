package io.frontdesk.demo;

import java.util.List;

/// The invented clinic. Nobody and nothing in it exists; numbers are of the range kept for fiction.
final class Clinic {
  static final String NAME = "Tidewater Physiotherapy";
  static final String ZONE = "America/New_York";
  static final String LINE = "+12125550100";
  static final String ADDRESS = "desk@tidewater.example";
  static final String OWNER = "Dana Whitfield";
  static final String OWNER_EMAIL = "dana@tidewater.example";

  /// A person who treats.
  ///
  /// @param from first hour of the working day
  record Therapist(String name, String title, String colour, String from, String to) {}

  /// What can be booked.
  ///
  /// @param price in cents
  record Treatment(String name, String description, int minutes, long price, String colour) {}

  /// What the receptionist may tell.
  record Page(String title, String category, String body) {}

  /// Where callers can be put through to.
  record Extension(String name, String number, boolean onlyWhenOpen) {}

  static final List<Therapist> THERAPISTS =
      List.of(
          new Therapist("Maya Lindqvist", "Physiotherapist", "teal", "08:00", "16:00"),
          new Therapist("Omar Haddad", "Physiotherapist", "blue", "10:00", "18:00"),
          new Therapist("Grace Okafor", "Massage therapist", "violet", "09:00", "17:00"),
          new Therapist("Luis Ferreira", "Sports therapist", "amber", "11:00", "19:00"));

  static final List<Treatment> TREATMENTS =
      List.of(
          new Treatment(
              "Physiotherapy assessment",
              "First visit: history, examination and a plan.",
              60,
              14_500,
              "teal"),
          new Treatment("Follow-up session", "Treatment and progress check.", 30, 8_500, "blue"),
          new Treatment("Massage therapy", "Deep tissue or relaxing.", 60, 11_000, "violet"),
          new Treatment(
              "Sports rehabilitation",
              "Return to running, lifting or your team.",
              45,
              12_000,
              "amber"),
          new Treatment("Dry needling", "For stubborn trigger points.", 30, 7_500, "pink"),
          new Treatment(
              "Pelvic health consultation", "In private, with a specialist.", 60, 16_000, "green"));

  static final List<Page> PAGES =
      List.of(
          new Page(
              "Opening hours",
              "Practical",
              """
              We are open Monday to Thursday from 8 in the morning to 7 in the evening, on Friday \
              from 8 to 5, and on Saturday from 9 to 1. We are closed on Sundays and on public \
              holidays.

              ## Late appointments
              Luis sees people until 7 in the evening from Monday to Thursday."""),
          new Page(
              "Parking and getting here",
              "Practical",
              """
              We are at 48 Harbor Street, on the corner of Pier Lane, on the ground floor.

              ## Parking
              There are six free parking places behind the building; enter from Pier Lane. When they \
              are taken, the Pier Lane garage gives our clients two hours for free: bring the ticket \
              to the desk.

              ## Subway and bus
              The nearest subway stop is Harbor Square, four minutes on foot. Bus 12 stops in front \
              of the door.

              ## Wheelchairs
              The entrance from Pier Lane has no steps, and every treatment room is accessible."""),
          new Page(
              "Insurance and payment",
              "Money",
              """
              We work with Aetna, Cigna, UnitedHealthcare, Blue Cross Blue Shield and Medicare. \
              Please bring your insurance card to the first visit; we check your benefits before it \
              and tell you what you would pay yourself.

              ## Without insurance
              A first assessment is 145 dollars and a follow-up session is 85 dollars. We take \
              cards, contactless and health savings account cards. We do not take cash.

              ## Invoices
              Questions about an invoice are answered by billing, on weekdays from 9 to 5."""),
          new Page(
              "Before your first visit",
              "Visits",
              """
              Please come ten minutes early to fill in a short form, or fill it in at home from the \
              link in your confirmation.

              ## What to bring
              Your insurance card, a list of your medicines, and scans or letters from your doctor \
              if you have them. You do not need a referral in New York State for the first 30 days.

              ## What to wear
              Wear something comfortable you can move in. For knees and hips bring shorts; for \
              shoulders a tank top helps."""),
          new Page(
              "Cancelling or moving an appointment",
              "Visits",
              """
              You can cancel or move an appointment without charge until 24 hours before. Later than \
              that we charge 40 dollars, except when you are ill. Call us or reply to the \
              confirmation message."""),
          new Page(
              "Our treatments",
              "Treatments",
              """
              ## Physiotherapy
              For back, neck, shoulder, hip and knee pain, after surgery and after injuries.

              ## Massage therapy
              Sixty minutes, deep tissue or relaxing, with Grace.

              ## Dry needling
              Thin needles release stubborn trigger points. It takes half an hour and is usually \
              combined with exercises. It is not suitable in pregnancy.

              ## Sports rehabilitation
              With Luis, who worked with two professional soccer teams."""),
          new Page(
              "Children and companions",
              "Visits",
              """
              We treat children from the age of six; a parent stays in the room. Companions are \
              welcome. Service dogs are welcome, other animals are not."""));

  static final List<Extension> EXTENSIONS =
      List.of(
          new Extension("Front desk", "+12125550101", true),
          new Extension("Billing", "+12125550102", true),
          new Extension("Clinical", "+12125550103", true));

  private Clinic() {}
}
