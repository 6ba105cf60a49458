package io.frontdesk.policy.words;

import java.util.List;
import java.util.regex.Pattern;

/// The phrases of [OptOutRules], matched on [PlainWords]. Each table is read from its top.
final class OptOutPhrases {
  record Phrase(String id, Pattern pattern) {}

  private static final String SENT =
      "(?:text(?:s|ing|ed)?(?: messages?)?|messages?|messaging|calls?|calling|emails?|emailing|mails?"
          + "|reminders?|notifications?|alerts?|ads?|advertis\\w+|promos?|promotions?|offers?|spam"
          + "|spamming|updates?|newsletters?|contacting|bothering|harassing|soliciting|solicitations?"
          + "|marketing|communications?|writing)";
  private static final String REACH =
      "(?:text|message|contact|call|phone|ring|email|write|reach out to|bother|harass|spam|solicit"
          + "|dm|ping|disturb|mail)";
  private static final String MY_NUMBER =
      "(?:my|this|our|the) (?:name|number|phone|phone number|cell|cell number|mobile|info|information"
          + "|contact|contact info|details|email|email address|address|data)";
  private static final String END = "(?= ?(?:$|[.!?,;:~)]))";

  /// Looks like an opt-out and is none.
  static final List<Phrase> HARMLESS =
      List.of(
          phrase(
              "negated",
              "\\b(?:please )?(?:don't|never|no need to|not trying to|not asking(?: you)? to"
                  + "|didn't (?:mean|want|ask|intend|try)(?: you)?(?: to)?|not going to|not want to)"
                  + "(?: ever| even| you dare| please)? (?:stop(?:ping)?|unsubscrib(?:e|ing)|opt out"
                  + "|opting out|cancel|quit|end|remove)\\b[^.,;!?]*"),
          phrase(
              "cannot-stop",
              "\\b(?:can't|(?<!you )won't|couldn't|doesn't|didn't|wouldn't|never|not) (?:seem to )?stop"
                  + "(?:ped|s)?\\b(?! (?:texting|messaging|calling|sending|emailing|these|the (?:texts?"
                  + "|messages?|calls?)))"),
          phrase(
              "asks-whether",
              "\\b(?:did|have|has|am|was|were) (?:i|we|he|she|they|you) [^.?!]{0,30}?(?:unsubscribed?"
                  + "|opt(?:ed)? out|stop(?:ped)?|cancell?ed|removed?)\\b[^.?!]{0,30}"),
          phrase(
              "visit",
              "\\bstop(?:ped|ping|s)? (?:by|in\\b|at(?! once)|over|off|near|into|here|there|outside|past"
                  + "|round|around|along|to (?:get|pick|say|see|grab|drop|eat|visit|buy|use|check)|and"
                  + " (?:get|pick|say|see|grab|drop|look|visit|chat)|on (?:my|the|our|your) way|for (?:a"
                  + "|some|gas|coffee|lunch|dinner|the)\\b)[^.!?;]{0,40}"),
          phrase(
              "the-thing",
              "\\b(?:bus|train|pit|truck|rest|next|last|first|full|non|metro|subway|tram|short|whistle"
                  + "|doctor|door)[ -]?stops?\\b|\\bstop[ -]?(?:sign|light|watch|gap|loss|motion|over)s?\\b"
                  + "|\\bnon-?stop\\b|\\b(?:the|my|our|your|each|every|which|that|what|a|two|three) stops?\\b"
                  + "|\\bstops\\b"),
          phrase(
              "health",
              "\\b(?:stop|quit|stopped|quitting|stopping|end|cancel)(?: my| the| a| his| her| this)?"
                  + " (?:taking|smoking|drinking|eating|using|wearing|driving|working|exercising"
                  + "|worrying|crying|laughing|breathing|bleeding|hurting|nursing|breastfeeding|running"
                  + "|lifting|whitening|bleaching|medications?|medicines?|meds|treatments?|antibiotics"
                  + "|pills?|insulin|payments?|pain|swelling|itching|blood thinners?|vitamins?"
                  + "|program|therapy|ibuprofen|aspirin)\\b[^.;!?]{0,60}"),
          phrase(
              "somebody-stops",
              "\\b(?:i|we|he|she|they|it|i'll|we'll|i'd|he'll|she'll|who|pain|bleeding|rain|snow|car|dog"
                  + "|baby)(?: (?:will|would|had to|have to|need to|needs to|can|could|should|might|may|did"
                  + "|just|then|also|want to|wanted to|decided to|am going to|was going to|going to|had"
                  + "|has|have|ever|finally)){0,3} (?:stop(?:ped|s)?|quit|cancel(?:l?ed)?|end(?:ed)?"
                  + "|removed?)\\b(?! (?:receiv|gett|hear|these|your|being|the (?:texts?|messages?|calls?)))"
                  + "(?! ?(?:$|[.!]))"),
          phrase(
              "booking",
              "\\b(?:cancel(?:l?ing|l?ed)?|remove|delete|take|end|move|drop|stop|pull|scratch|change|get)"
                  + "(?: (?:me|us|him|her|it|out|off|from|of|my|our|the|that|this|his|a|an|your|all|both"
                  + "|for|on|at|please|tomorrow's|today's|next|one|upcoming)){0,6}(?: [\\w'-]+){0,2}?"
                  + " (?:appointments?|appt|apt|bookings?|reservations?|sessions?|visits?|class(?:es)?"
                  + "|lessons?|massage|cleaning|facial|slot|schedule|calendar|wait ?list|waiting list"
                  + "|consult(?:ation)?|check-? ?up|exam|procedure|surgery|orders?|polish|stitches|tattoo"
                  + "|hold|shift|membership|meeting|haircut|cita|reserva|mon(?:day)?|tues?(?:day)?"
                  + "|wed(?:nesday)?|thurs?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|tomorrow|today"
                  + "|o'clock|\\d{1,2}(?::\\d\\d)? ?(?:am|pm))\\b(?! (?:text|message|reminder|list|email|"
                  + "notification|alert|call))"),
          phrase("booking-es", "\\bcancelar (?:la|mi|una|esta) (?:cita|reserva|hora|visita)\\b"),
          phrase("booking-fr", "\\bannuler (?:le|mon|un|la|ma) (?:rendez-?vous|rdv|visite)\\b"),
          phrase(
              "other-way",
              "\\bdon't (?:call|phone|ring)(?: me)?[,;. ]{1,2}(?:just |please |but |you can |only )*"
                  + "(?:text|message|email)\\b|\\bdon't (?:like|want|need)(?: to talk on)? (?:the )?(?:phone"
                  + "|calls?)[^.]{0,40}\\b(?:text|message|email)\\b"
                  + "|\\bstop calling(?: me)?[,;. ]{1,2}(?:and |just |please |but )*(?:text|message)\\b"),
          phrase("miss", "\\bdon't want to (?:miss|lose|bother|disturb|keep)\\b[^.!?;]{0,40}"),
          phrase(
              "wrong-number-of-ours",
              "\\b(?:is this|was that|do i have|did i (?:text|get|call|dial|message)|i (?:have|had|got|gave"
                  + "|typed|dialed|texted|put|must have))(?: you| the| a| my| your| him| her)* wrong"
                  + " (?:number|person)\\b|\\b(?:gave|given|texted|called|dialed|wrote down|put) (?:you |the"
                  + " |a |my )*wrong number\\b"));

  /// Means: contact me no more.
  static final List<Phrase> CLEAR =
      List.of(
          phrase(
              "text.stop",
              "(?:^|[.!?;,:~-] ?|\\b(?:and|so|please|just|said|say|again|now) )(?:please |just |ok |okay"
                  + " |hey |hi |hello |omg |now |no |yo |and |ugh |wtf |then |kindly )*(?:stop|unsubscribe"
                  + "|quit|opt out|opting out|stopall|stop all|unsubscribed|remove)(?: (?:please|now|it|this"
                  + "|that|all|everything|already|thanks|thank you|thx|ty|immediately|at once|me|us|sir"
                  + "|dude|man|bro|right|asap|today|forever|to quit|stop|for good|kindly))*"
                  + END),
          phrase(
              "text.stop-sending",
              "\\b(?:stop|quit|cease|discontinue|halt|end)(?: (?:please|just|all|any|the|these|those|this"
                  + "|your|sending|me|us|with|damn|fucking|freaking|stupid|annoying|constant|further|of"
                  + "|automated|marketing|so many|that|my|to|daily|weekly|unwanted|random|stop)){0,5} "
                  + SENT
                  + "\\b|\\bstop (?:sending|blowing up|hitting me up|trying to (?:reach|contact))\\b"),
          phrase(
              "text.do-not",
              "\\b(?:don't|never|no longer)(?: ever| please| you| keep| even){0,2} "
                  + REACH
                  + "(?:ing)? (?:me\\b(?! (?:before|after|until|till|on|at|while|when|during|if|tomorrow"
                  + "|today|tonight|yet|right now|between|unless|the|a|an|about my)\\b)|us\\b|this (?:number"
                  + "|phone|email)|my (?:phone|number|cell|wife|husband|mom|mother|house|work)|to me|here"
                  + "|anymore|any more|again|anything)"
                  + "|\\b(?:don't|never) (?:call|text|contact|message|email)(?: please| ever)?"
                  + END),
          phrase(
              "text.do-not-send",
              "\\b(?:don't|never|quit) (?:ever )?(?:send|sending)(?: me| us)?(?: any| more| any more| anymore"
                  + "| your| these| anything| no more){0,2} (?:"
                  + SENT
                  + "|anything|any more|anymore|more|stuff|these)\\b"),
          phrase(
              "text.rather-not",
              "\\b(?:please not|prefer (?:you )?not to(?: be)?|rather (?:you )?not|asked (?:you )?not to"
                  + "|told (?:you )?(?:guys |people )?not to|(?:can|could|would|will) you (?:please )?not) (?:"
                  + REACH
                  + "|be contacted|contacted)\\b|\\b(?:asked|told) (?:you )?(?:guys |people )?to stop\\b"),
          phrase(
              "text.no-more",
              "(?:^|[.!?,;] ?)(?:please )?no more(?: please| thanks)?"
                  + END
                  + "|\\bno more(?: [\\w']+){0,2}? "
                  + SENT
                  + "\\b|\\benough (?:with |of )?(?:the |these |your |already )*"
                  + SENT
                  + "\\b|(?:^|[.!?,;] ?)no (?:texts|texting|messages|calls|spam|soliciting|solicitations"
                  + "|marketing)(?: please| thanks)?"
                  + END),
          phrase(
              "text.off-the-list",
              "\\b(?:remove|delete|erase|scrub|unlist)(?: please)? (?:me|us|"
                  + MY_NUMBER
                  + ")\\b(?= ?(?:$|[.!?,;~]|from|off|out|please|immediately|now|and|asap|thanks|thank))"
                  + "|\\b(?:take|get|pull|drop|cross|scratch|strike) (?:me|us|"
                  + MY_NUMBER
                  + ")(?: please)? (?:off|from|out)(?: (?:of|your|you're|this|that|the|all|any|whatever"
                  + "|these|here|mailing|texting|calling|contact|marketing|text|email|sms|phone)){0,6}"
                  + "(?: (?:lists?|texts?|messages?|database|system|contacts|distribution|subscriptions?"
                  + "|campaigns?|group|files?|spam|thing|emails?|calls?|here|chat|thread|blast)\\b|"
                  + END
                  + ")"),
          phrase(
              "text.lose-my-number",
              "\\b(?:lose|forget|delete|block|trash) (?:my|this) (?:number|phone number|info|contact)\\b"),
          phrase(
              "text.want-out",
              "\\b(?:want|wanna|wish|like|need|trying|try|asked|asking|ask|requested|request|how (?:do|can)"
                  + " (?:i|we|you)|let me|allow me|where (?:do|can) i|please|would|love|choose|hereby|i|to"
                  + " be|have been)(?: [\\w']+){0,2}? (?:unsubscribe|opt out|be removed|be taken off|get off"
                  + " (?:of )?(?:this|your|the|these) (?:\\w+ )?(?:list|texts?|messages?)"
                  + "|stop (?:receiving|getting|hearing from|being|(?:these|the|your) "
                  + SENT
                  + ")|off (?:of )?(?:this|your|the)"
                  + " (?:text |mailing |email )?list|out of (?:this|your|these) (?:list|texts?|messages?))\\b"
                  + "|\\bunsubscribe (?:me|us|this|my|from|please|now|asap|immediately|to)\\b"
                  + "|\\bopt(?:ing|s)? (?:me|us|this number|my number)(?: \\w+)? out\\b|\\bopting out\\b"
                  + "|\\bi (?:want|wanna) out\\b|\\bunsubscribe\\b"
                  + END),
          phrase(
              "text.do-not-want",
              "\\b(?:don't|no longer|never|not)(?: really| even| ever)? (?:want|wanna|wish|care|need|like"
                  + "|consent|agree|interested|looking)(?: [\\w']+){0,4}? (?:texts?|texted|messages?|messaged"
                  + "|calls|spam|hear(?:ing)? from (?:you|anyone)|contacted|bothered|on (?:this|your|the)"
                  + " (?:\\w+ )?list|receiv(?:e|ing)|your (?:texts?|messages?|offers?|ads|promos?|stuff"
                  + "|marketing|emails?|calls?)|marketing|promotions?|promos?|notifications?|newsletters?"
                  + "|emails|communications?|reminders)\\b|\\bnot interested,? (?:so |please )*(?:stop"
                  + "|remove)\\b"),
          phrase(
              "text.leave-me-alone",
              "\\bleave (?:me|us)(?: \\w+){0,2} alone\\b|\\b(?:fuck|piss|bugger|back|sod) (?:off|you)\\b"
                  + "|\\bf+ ?off\\b|(?:^|[.!,;] ?)(?:just |please )?go away\\b|\\bget lost\\b|\\bscrew (?:off|you)\\b|\\bgfy\\b"),
          phrase(
              "text.legal",
              "\\b(?:do-not-call|dnc|don't call|don't contact) (?:list|registry|register)\\b|\\bcease and"
                  + " desist\\b|\\b(?:tcpa|tcpa violation)\\b|\\bharass(?:ing|ment)\\b|\\breport(?:ing|ed)?"
                  + " (?:you|this number|your number|as spam)\\b|\\bsue you\\b|\\bsuing you\\b"),
          phrase(
              "text.revoke",
              "\\b(?:revoke|withdraw|rescind|retract|cancel|turn off|disable)(?: (?:my|all|any|the|these"
                  + "|this|your|our)){0,3} (?:consent|permission|authorization|opt[ -]?in|subscriptions?"
                  + "|texts?|messages?|alerts?|notifications?|texting|text (?:messages?|alerts?|reminders?)"
                  + "|reminders|emails|newsletters?|everything|communications?)\\b"),
          phrase(
              "text.wrong-number",
              "\\bwrong (?:number|person|guy|lady|girl|phone|contact|dude|woman|man)\\b(?! for)|\\b(?:this|that)"
                  + " isn't (?:\\w+'s|\\w+s|his|her|their) (?:number|phone|cell)\\b|\\b(?:no longer|doesn't)"
                  + " (?:have|has|use|uses|own|owns|at|work here) ?(?:this|that)? (?:number|phone)\\b"
                  + "|\\b(?:no one|nobody|no person)(?: here)? (?:by|with|named|called)\\b"),
          phrase(
              "text.es",
              "^(?:por favor )?(?:baja|alto|parar?|paren|pare|basta|detener|detengan(?:se)?|salir|no mas"
                  + "|stop)(?: (?:ya|por favor|esto|todo))*"
                  + END
                  + "|\\b(?:darme|deme|denme|quiero|dar) de baja\\b|\\bno (?:me |nos )?(?:envie[ns]?|envies"
                  + "|manden|mande[s]?|escriba[ns]?|llame[ns]?|contacte[ns]?|moleste[ns]?)\\b(?! (?:antes"
                  + "|despues|hasta|la|el|manana))|\\bno mas (?:mensajes?|text\\w*|llamadas?|correos?)\\b"
                  + "|\\b(?:dejen?|dejes?|paren?) de (?:enviar|mandar|escribir|molestar|llamar|contactar)"
                  + "\\w*\\b|\\b(?:quit|borr|elimin|saqu)\\w* (?:mi|este) (?:numero|nombre|telefono|correo)\\b"
                  + "|\\b(?:quitenme|saquenme|borrenme|eliminenme|quiteme|saqueme)\\b|\\b(?:numero|persona)"
                  + " equivocad[oa]\\b|\\bno quiero (?:recibir|mas|sus|que me)\\b"),
          phrase(
              "text.fr",
              "^(?:svp |s'il vous plait )?(?:arret(?:ez?|er)?|desabonn(?:ement|er|ez|e)|desinscription|stop)"
                  + "(?: (?:svp|s'il vous plait|merci|tout|text|ca))*"
                  + END
                  + "|\\barret(?:ez|e|er)?[ -](?:de |d'|les? |m')(?: ?m')?(?:envoyer|text\\w*|messages?"
                  + "|contacter|appeler|appels|ecrire|harceler|deranger)\\b|\\b(?:desabonn\\w+|desinscri\\w+)"
                  + "[ -]?moi\\b|\\bme (?:desabonner|desinscrire)\\b|\\b(?:retir|enlev|supprim|ot|effac)\\w*"
                  + "[ -](?:moi|mon (?:numero|nom|adresse))\\b|\\bne (?:me |m')(?:contact|ecriv|envoy|appel"
                  + "|text|derang)\\w+ plus\\b|\\bplus de (?:messages?|text\\w*|appels?|courriels?)\\b"
                  + "|\\bje ne veux plus\\b|\\b(?:mauvais|faux) numero\\b|\\blaissez[ -]moi tranquille\\b"));

  /// May mean it.
  static final List<Phrase> DOUBT =
      List.of(
          phrase(
              "doubt.not-interested",
              "\\b(?:not|no longer|isn't|never) interested\\b|\\bno thanks?\\b.{0,20}\\binterested\\b"
                  + "|\\bno me interesa\\b|\\bpas interesse\\w*\\b"),
          phrase(
              "doubt.never-asked",
              "\\b(?:didn't|never) (?:sign(?:ed)? up|subscribed?|ask(?:ed)? (?:for|to)|g[ai]ve you"
                  + "|agreed?|consent(?:ed)?|requested?|opt(?:ed)? in)\\b|\\b(?:how did|where did|who gave)"
                  + " you (?:guys )?(?:get )?(?:my|this) (?:number|info|email)\\b|\\bwho told you my\\b"),
          phrase("doubt.spam", "\\b(?:spam|spamming|scam|scammers?|phishing)\\b"),
          phrase("doubt.lawyer", "\\b(?:lawyers?|attorneys?|lawsuit|legal action|fcc|bbb)\\b"),
          phrase(
              "doubt.at-times",
              "\\bdon't "
                  + REACH
                  + "(?: me| us)? (?:before|after|until|till|on|at|while|when|during|tomorrow|today|tonight"
                  + "|between|unless)\\b"),
          phrase(
              "doubt.died",
              "\\b(?:is deceased|has passed(?: away)?|passed away|has died|(?:she|he|mother|father|mom|dad"
                  + "|husband|wife) died)\\b"),
          phrase(
              "doubt.less",
              "\\b(?:too many|so many|fewer|less) (?:texts|messages|emails|reminders|calls)\\b"),
          phrase(
              "doubt.moved-on",
              "\\b(?:found|going to|went with|have) (?:another|a different|a new|someone else)\\b.{0,40}"
                  + "\\b(?:remove|list|contact)\\b"),
          phrase(
              "doubt.cancel",
              "^(?:please |just )*(?:cancel|end|remove|cancelar|annuler)(?: it| this)?"
                  + "(?: please| now| thanks)*"
                  + END));

  /// What no rule above explained.
  static final Pattern LEFT_OVER =
      Pattern.compile(
          "\\bstop\\b|\\bunsubscrib\\w*|\\bopt out\\b|\\bremove me\\b|\\bstop to quit\\b");

  private OptOutPhrases() {}

  private static Phrase phrase(String id, String pattern) {
    return new Phrase(id, Pattern.compile(pattern));
  }
}
