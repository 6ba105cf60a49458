package io.frontdesk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.policy.OptOutReader.Meaning;
import io.frontdesk.policy.words.OptOutRulesForTests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules on lines written by hand, and on public sentences that ask for something else.
class OptOutReaderTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));

  private final OptOutReader reader = OptOutRulesForTests.reader();

  // Each line: what it means (O opt-out, D doubt, N none), then the text.
  private static final String LINES =
      """
      O stop
      O Stop.
      O STOP!!!
      O "STOP"
      O stop please
      O Please stop
      O Stop it
      O stop now
      O stop texting me
      O Stop texting me!!
      O please stop messaging me
      O STOP SENDING ME TEXTS
      O quit texting me
      O quit calling this phone
      O stop calling me
      O Can you please stop texting me?
      O would you stop sending these messages
      O i said stop
      O I already told you to stop
      O stopppp
      O stop all messages
      O Stop all
      O stop with the texts
      O stop spamming me
      O stop harassing me
      O OK stop
      O no stop
      O hey stop
      O Hi, please stop these messages. Thanks
      O stop stop stop
      O pls stop txting me
      O plz stop msging this number
      O stop sending reminders
      O stop contacting me immediately
      O cease and desist
      O Unsubscribe
      O unsubscribe me
      O unsubscribe please
      O Please unsubscribe
      O unsubcribe
      O unsuscribe me please
      O I want to unsubscribe
      O how do I unsubscribe
      O How can I opt out?
      O i'd like to opt out
      O opt me out
      O I opt out
      O Opt-out
      O opt out please
      O I wish to be removed
      O take me off your list
      O Take me off this list please
      O please take my number off your list
      O take me off of your mailing list
      O get me off this list
      O remove me
      O remove me from your list
      O please remove my number
      O Please remove me from your texting list, thank you
      O remove this number from your system
      O Delete my number
      O delete my number please
      O lose my number
      O Lose this number.
      O forget my number
      O don't text me
      O Do not text me again
      O dont text me anymore
      O Don't contact me
      O do not contact me anymore
      O DO NOT CALL
      O do not call me again
      O Never text me again
      O don't message this number
      O please don't email me anymore
      O don't send me any more texts
      O don't send me anything
      O no more texts
      O No more messages please
      O no more
      O enough with the texts
      O I don't want these texts
      O I don't want to receive these messages
      O I do not want any more texts from you
      O I no longer want to receive texts
      O I no longer wish to receive messages
      O dont want to hear from you
      O I never want to hear from you people again
      O I'm not interested in receiving messages
      O not interested, stop
      O Not interested please remove me
      O leave me alone
      O Leave me the hell alone
      O fuck off
      O F off
      O go away
      O I revoke my consent
      O i withdraw my consent to be contacted
      O cancel these texts
      O cancel my subscription
      O cancel all messages
      O put me on your do not call list
      O I am on the do not call registry
      O this is harassment
      O I'm reporting this number
      O wrong number
      O Wrong number!
      O You have the wrong number
      O sorry wrong number
      O wrong person
      O this isn't Sarah's number
      O There is no one here named Bill
      O He no longer has this number
      O Please cancel my appointment and stop texting me
      O Cancel my appointment. Also take me off your list.
      O This is the third time I ask. STOP.
      O stop\\nSent from my iPhone
      O 🛑
      O ARRET
      O arrêt
      O Arrêtez
      O arrêtez de m'envoyer des messages
      O désabonnez-moi
      O désabonner
      O je ne veux plus recevoir de messages
      O ne me contactez plus
      O retirez-moi de votre liste
      O mauvais numéro
      O plus de messages svp
      O laissez-moi tranquille
      O BAJA
      O alto
      O Por favor paren
      O dejen de enviarme mensajes
      O no me envíen más mensajes
      O no más mensajes
      O No quiero recibir más mensajes
      O quiten mi número
      O borre mi número por favor
      O número equivocado
      O quiero darme de baja
      O no me llamen
      O Stop, my husband said he asked you last week
      O I asked you to stop. Why am I still getting these
      O if you text me again I will sue you
      O I don't know you, stop contacting me
      O stop bothering my mother
      O please take us off
      O No texts please
      O kindly stop sending promotions
      O turn off notifications
      O ok thanks but please do not send me reminders
      O I would prefer not to be contacted
      O who is this? stop texting
      O you won't stop texting me
      D not interested
      D No thanks, not interested
      D I'm no longer interested
      D who gave you my number
      D how did you get my number?
      D I never signed up for this
      D I didn't subscribe to anything
      D this is spam
      D scam
      D Don't text me before 9am
      D don't call me at work
      D don't text me after 8
      D you'll hear from my lawyer
      D My mother passed away in May
      D too many texts
      D please cancel
      D end please
      D cancel it
      D no me interesa
      D if I reply stop will I still get my appointment reminders?
      D can I get these by email instead of stop
      D pas intéressé
      D Why do I have to text STOP three times for one text
      N don't stop
      N Don't stop texting me, I love these
      N please don't stop sending reminders
      N never stop, you are great
      N I didn't mean to unsubscribe
      N do not unsubscribe me
      N Please don't remove me from the list
      N don't cancel my appointment
      N stop by the office at 3
      N Can I stop by at 3?
      N I'll stop by tomorrow
      N can you stop by the house on Friday
      N we will stop in on our way home
      N I need to stop at the bank first
      N Should I stop taking ibuprofen before the procedure?
      N when should I stop eating before surgery
      N My tooth won't stop hurting
      N the bleeding won't stop
      N I can't stop laughing
      N She stopped crying after the visit
      N is there a bus stop near you
      N which stop do I get off at
      N there's a stop sign at the corner
      N the pain stopped yesterday
      N I want to quit smoking, do you help with that?
      N Did I opt out by accident?
      N Have I been unsubscribed?
      N cancel my appointment
      N Please cancel my 3pm
      N I need to cancel tomorrow
      N can I cancel my cleaning on Tuesday?
      N remove me from the waitlist
      N take me off the 2pm slot
      N Take me off hold
      N Could you remove the stitches on Monday
      N How much to remove a tattoo
      N Does it hurt when you remove a wisdom tooth?
      N My appointment is at the end of the month
      N We'd like it at the end of the day
      N Don't call me, text me instead
      N don't call, just text please
      N no problem
      N no thanks
      N No, that time doesn't work
      N yes
      N Yes please
      N Is 4 pm ok?
      N I have the wrong number for Dr. Lee, can you send it?
      N did I text the wrong number?
      N You gave me the wrong number for the pharmacy
      N Liked “Reply STOP to opt out of texts”
      N Laughed at "Tidewater: see you Monday. Reply STOP to stop texts."
      N You wrote "Reply STOP to stop texts from us" yesterday, and I'd like to book
      N Don't forget my crown is loose
      N I don't want to miss my appointment
      N we don't need the second session
      N cancelar mi cita del lunes
      N no puedo ir mañana
      N Je voudrais annuler mon rendez-vous
      N start with the upper teeth please
      N more info please
      N help me find the office
      N Can you remove my old credit card from the booking?
      N my new number is 555 0100, please update it
      N can you text me the address
      N why did you not text me the code
      N I'd like to be on the list for Friday
      N End of discussion, I'll be there at five :)
      N non-stop since yesterday
      N We quit the other dentist
      N Is parking at the bus stop free
      N I was told not to eat before
      N Can't stop thinking about that massage!
      """;

  private record Line(char meaning, String text) {}

  @Test
  void lines_written_by_hand() {
    var wrong = new ArrayList<String>();
    int clear = 0;
    int clearRight = 0;
    int outs = 0;
    int heard = 0;
    int barred = 0;
    int nothing = 0;
    int disturbed = 0;
    for (var line : lines()) {
      var read = reader.read(Channel.SMS, line.text());
      boolean out = read.meaning() == Meaning.OPT_OUT;
      boolean doubt = read.meaning() == Meaning.DOUBT;
      clear += out ? 1 : 0;
      clearRight += out && line.meaning() == 'O' ? 1 : 0;
      if (line.meaning() == 'O') {
        outs++;
        heard += out ? 1 : 0;
        barred += out || doubt ? 1 : 0;
      }
      if (line.meaning() == 'N') {
        nothing++;
        disturbed += out || doubt ? 1 : 0;
      }
      char got = out ? 'O' : doubt ? 'D' : 'N';
      if (got != line.meaning()) {
        wrong.add(line.meaning() + " read as " + got + " by " + read.rule() + ": " + line.text());
      }
    }
    System.out.printf(
        "opt-out, own lines: %d (O %d, N %d); precision %.3f, recall %.3f, recall with doubt %.3f,"
            + " harmless ones disturbed %d%n",
        lines().size(),
        outs,
        nothing,
        (double) clearRight / clear,
        (double) heard / outs,
        (double) barred / outs,
        disturbed);
    wrong.forEach(System.out::println);

    assertThat(lines()).hasSizeGreaterThan(150);
    assertThat((double) clearRight / clear).as("precision").isGreaterThanOrEqualTo(0.98);
    assertThat((double) heard / outs).as("recall").isGreaterThanOrEqualTo(0.97);
    assertThat(barred).as("none is passed over").isEqualTo(outs);
    assertThat(disturbed).as("harmless ones").isLessThanOrEqualTo(2);
  }

  @Test
  void public_sentences_of_customers_are_hardly_ever_taken_for_an_opt_out() throws Exception {
    var sentences = new ArrayList<String>();
    var clinc = DATA.resolve("clinc150/data_dev.json");
    var banking = DATA.resolve("banking77/train.csv");
    assumeTrue(
        Files.exists(clinc) && Files.exists(banking), "SKIPPED: no public sentences at " + DATA);
    collect(JsonMapper.builder().build().readTree(Files.readString(clinc)), sentences);
    Files.readAllLines(banking, StandardCharsets.UTF_8).stream()
        .map(line -> line.replaceAll(",[a-zA-Z_]+\\s*$", ""))
        .forEach(sentences::add);

    var out = new ArrayList<String>();
    int doubts = 0;
    for (var sentence : sentences) {
      var read = reader.read(Channel.EMAIL, sentence);
      if (read.meaning() == Meaning.OPT_OUT) {
        out.add(read.rule() + ": " + sentence);
      }
      doubts += read.meaning() == Meaning.DOUBT ? 1 : 0;
    }

    System.out.printf(
        "opt-out, public sentences: %d, taken for one %d, doubted %d%n",
        sentences.size(), out.size(), doubts);
    out.forEach(System.out::println);
    assertThat(sentences).hasSizeGreaterThan(5_000);
    assertThat(out).hasSizeLessThan(sentences.size() / 1_000);
    assertThat(doubts).isLessThan(sentences.size() / 100);
  }

  @Test
  void a_word_in_an_e_mail_is_read_as_mail_and_on_the_phone_not_at_all() {
    assertThat(reader.read(Channel.EMAIL, "UNSUBSCRIBE").meaning()).isEqualTo(Meaning.OPT_OUT);
    assertThat(reader.read(Channel.EMAIL, "End").meaning()).isNotEqualTo(Meaning.OPT_OUT);
    assertThat(reader.read(Channel.EMAIL, "Yes").meaning()).isEqualTo(Meaning.NONE);
    assertThat(reader.read(Channel.EMAIL, "Help").meaning()).isEqualTo(Meaning.NONE);
    assertThat(reader.read(Channel.SMS, "Yes").meaning()).isEqualTo(Meaning.START);
    assertThat(reader.read(Channel.SMS, "unstop").meaning()).isEqualTo(Meaning.START);
    assertThat(reader.read(Channel.SMS, "INFO?").meaning()).isEqualTo(Meaning.HELP);
    assertThat(reader.read(Channel.VOICE, "cancel").meaning()).isNotEqualTo(Meaning.OPT_OUT);
    assertThat(reader.read(Channel.VOICE, "please stop calling me").meaning())
        .isEqualTo(Meaning.OPT_OUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ＳＴＯＰ",
        "Stop.",
        "stop!!",
        "S\u200BT\u200BO\u200BP",
        "\u2060STOP\uFEFF",
        "ST\u00ADOP",
        "\u202ESTOP",
        "STOP\u0000",
        "\u00A0STOP\u3000",
        "S T O P",
        "S.T.O.P.",
        "s-t-o-p",
        "stopp",
        "ЅТОР",
        "ЅTОP",
        "sᴛᴏᴘ",
        "🆂🆃🅾🅿",
        "🅂🅃🄾🄿",
        "Ⓢⓣⓞⓟ",
        "𝐒𝐓𝐎𝐏",
        "ˢᵗᵒᵖ",
        "5T0P",
        "STOP1",
        "2stop",
        "opt.out",
        "U N S U B S C R I B E",
        "СТОП",
        "не пишите мне",
        "退订",
        "停止",
        "수신거부",
        "Dừng",
        "ABMELDEN",
        "Sair!",
        "توقف",
        "itigil na",
        "STOP\nSent from my iPhone",
        "STOP 😡"
      })
  void a_word_in_disguise_or_in_another_language_is_heard(String text) {
    assertThat(reader.read(Channel.SMS, text).meaning()).as(text).isEqualTo(Meaning.OPT_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stpo", "Sotp", "stp.", "atop", "Fin"})
  void a_word_mistyped_is_in_doubt(String text) {
    assertThat(reader.read(Channel.SMS, text).meaning()).as(text).isEqualTo(Meaning.DOUBT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5:70",
        "507",
        "Top",
        "Stuart",
        "2 stops",
        "Pots",
        "Tops!",
        "Soft",
        "Da",
        "停车",
        "не",
        "T",
        "10",
        "Loved “Reply STOP to opt out”",
        "Post op",
        "p.s. to p"
      })
  void words_that_look_a_little_like_it_are_not(String text) {
    assertThat(reader.read(Channel.SMS, text).meaning()).as(text).isEqualTo(Meaning.NONE);
  }

  @Test
  void long_and_hostile_text_is_read_in_time() {
    for (var piece : List.of("don't ", "please just ", "remove me ", "\"", "stop the my ", "a")) {
      var text = piece.repeat(4_000);

      assertThat(reader.read(Channel.SMS, text)).isNotNull();
    }
  }

  private static List<Line> lines() {
    return LINES
        .lines()
        .map(line -> new Line(line.charAt(0), line.substring(2).replace("\\n", "\n")))
        .toList();
  }

  // Arrays of [text, intent], by split; what cancels is left out of neither.
  private static void collect(JsonNode node, List<String> into) {
    if (node.isArray() && node.size() == 2 && node.get(0).isString() && node.get(1).isString()) {
      if (!Set.of("cancel").contains(node.get(1).asString())) {
        into.add(node.get(0).asString());
      }
      return;
    }
    node.forEach(child -> collect(child, into));
  }
}
