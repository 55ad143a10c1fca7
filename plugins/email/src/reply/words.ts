// What mail programs write around a quoted message, by language. Lists of words and not templates: a program's next release orders
// them differently, and its words stay.

/** The verb of "On Monday Jane wrote:", as whole words. */
const WROTE = words(
  'wrote|writes|sent|said|schrieb|schreibt|geschrieben|schreef|geschreven|écrit|ecrit|scritto|scrive|scrisse|escribió|escribio|escrito|' +
    'escreveu|skrev|skreiv|skrifaði|kirjoitti|napisał|napisała|napisal|napisala|napsal|napsala|napísal|napísala|írta|scris|' +
    'пишет|пише|писал|писала|написал|написала|написав|έγραψε|yazdı|yazmış|viết|menulis|écrivait|va escriure|escribía|rakstīja|parašė|kirjutas',
);

const WROTE_LAST = new RegExp(`${WROTE.source}$`, 'iu');

/** The verb of languages that write without spaces, or with the verb last. */
const WROTE_UNSPACED = /(?:写道|寫道|のメール|書きました|님이 작성|작성:|كتب|כתב|เขียน)/u;

/** What such a line begins with, beside a date or an address. */
const INTRODUCTION = words(
  'on|le|am|op|den|el|em|il|in data|in|dnia|w dniu|dne|dňa|på|at|vào|pada|à|a|w|в|у|στις|el día|em qua|d\\.|tir|ter|quoting|citát|den|de|från|von|van|da|od|от|il giorno|il y a|alle ore|בתאריך|في|on behalf of|in message|in article',
  '^',
);

const WEEKDAYS =
  'mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|ma|woe|don|vri|zat|zon|tir|ons|tor|fre|lør|lör|søn|sön|man|pon|wto|śro|czw|pią|sob|nie|пн|вт|ср|чт|пт|сб|вс';

const MONTHS =
  'jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|déc|janv|févr|mars|avr|juin|juil|août|ene|abr|ago|dic|mei|maj|gen|mag|giu|lug|ott|set|out|fev|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек';

/** A date or a time: two of its parts at least, so that a house number is none. */
const DATE = new RegExp(
  [
    String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}`,
    String.raw`\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}`,
    String.raw`\d{1,2}[:.h]\d{2}(?::\d{2})?(?!\d)`,
    String.raw`\d{1,2}(?:st|nd|rd|th|er|º|\.)?[-\s]+(?:de\s+)?(?:${MONTHS})\p{L}*[.,]?[-\s]+(?:de\s+)?(?:\d{4}|\d{2}\b)`,
    String.raw`(?:${MONTHS})\p{L}*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:\d{4}|at)`,
    String.raw`\d{4}年\s?\d{1,2}月`,
    String.raw`\d{4}\.\s?\d{1,2}\.\s?\d{1,2}`,
  ].join('|'),
  'iu',
);

const DATE_BEGINS = new RegExp(String.raw`^(?:\d|(?:${WEEKDAYS})\p{L}*[.,]?\s)`, 'iu');

const ADDRESS = /[^\s<>()[\]"']@[\w-]+\.[\w.-]+|@/u;

/** The fields of a header that programs without quote marks put above the quoted message. */
const FIELDS = {
  from: 'from|de|von|van|fra|från|da|od|lähettäjä|от|від|от кого|kimden|gönderen|expéditeur|feladó|mittente|remitente|από|发件人|寄件者|差出人|送信者|보낸 사람|보낸사람',
  date: 'date|sent|date sent|envoyé|envoyé le|envoye le|gesendet|gesendet am|verzonden|verzonden op|sendt|skickat|enviado|enviado el|enviado em|enviada em|enviada|enviado a las|inviato|data|datum|dato|fecha|wysłano|data wysłania|odesláno|lähetetty|päiväys|отправлено|дата|gönderilme tarihi|gönderildi|tarih|küldve|dátum|message du|sendt den|发送时间|日期|寄件日期|送信日時|日時|보낸 날짜|날짜|ημερομηνία',
  to: 'to|à|a|an|aan|til|till|para|do|komu|kime|кому|címzett|vastaanottaja|destinataire|destinatario|προς|收件人|收件者|宛先|받는 사람|받는사람',
  copy: 'cc|bcc|copie|copie à|kopie|kopi|kopia|копия|másolat|dw|抄送|副本|참조|reply-to|importance|priority|attachments|répondre à',
  subject:
    'subject|objet|sujet|betreff|onderwerp|emne|ämne|asunto|assunto|oggetto|temat|předmět|predmet|aihe|тема|konu|tárgy|θέμα|主题|主旨|件名|제목',
} as const;

/** A field of a header. */
export type Field = keyof typeof FIELDS;

const FIELD_OF = new Map(
  Object.entries(FIELDS).flatMap(([field, names]) => names.split('|').map((name) => [name, field as Field])),
);
// Programs write it with a capital; what people set in a file has none.
const FIELD = /^[\s>]*\*{0,2}([\p{Lu}\p{Lo}][\p{L} -]{0,24}?)\s?\*{0,2}\s?[:：]\*{0,2}(?:\s|\S|$)/u;
const FIELD_INSIDE = /[\s*]\*{0,2}(From|Date|Sent|To|Subject)\*{0,2}:\*{0,2}\s/g;

/** A line above a quoted message that only sets it apart. */
const ORIGINAL = new RegExp(
  String.raw`^[\s>]*[-_*=–—]{2,}\s*(?:${[
    'original message|original-nachricht|ursprüngliche nachricht|message d.origine|message original|mensaje original|mensagem original',
    'messaggio originale|oorspronkelijk bericht|oprindelig meddelelse|opprinnelig melding|originalmeddelande|ursprungligt meddelande',
    'alkuperäinen viesti|wiadomość oryginalna|původní zpráva|исходное сообщение|оригинальное сообщение|orijinal ileti|原始邮件|原始信件',
    'reply message|original appointment|urspr. nachricht|eredeti üzenet|.{1,60} wrote',
  ].join('|')})\s*[-_*=–—]*\s*$`,
  'iu',
);

/** Above a message that is passed on: what follows is nobody's quote, and is in no other message perhaps. */
const FORWARDED =
  /^[\s>]*[-_*=–—]{2,}\s*(?:(?:begin )?forwarded (?:message|text)|forwarded by.*|begin forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|videresendt melding|vidarebefordrat meddelande|пересылаемое сообщение|przekazana wiadomość|转发邮件|转发的邮件)\s*[-_*=–—]*\s*$|^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié)\s*:\s*$/iu;

function words(alternatives: string, before = '(?<![\\p{L}\\d])'): RegExp {
  return new RegExp(`${before}(?:${alternatives})(?![\\p{L}\\d])`, 'iu');
}

/** What a few joined lines have of an attribution ("On Monday Jane <j@x> wrote:"). */
export interface Signs {
  readonly wrote: boolean;
  readonly wroteLast: boolean;
  readonly date: boolean;
  readonly address: boolean;
  readonly colon: boolean;
  readonly begins: boolean;
}

/** Whether a text begins as attributions do: with a date, or a word that leads to one. */
export function signsOfBeginning(text: string): boolean {
  return DATE_BEGINS.test(text) || INTRODUCTION.test(text.replace(/^[*_"“'\s]+/u, ''));
}

/** Reads the signs of an attribution off a text of a few hundred characters at most. */
export function signsOf(text: string): Signs {
  const plain = text.replaceAll(/https?:\/\/\S+/g, ' ').trim();
  const end = plain.replace(/[\s*_>\])]*$/u, '');
  const colon = /[:：]$/u.test(end);
  const tail = end
    .slice(-40)
    .replace(/\([^)]*\)?(?=[:：]?$)/u, '')
    .replace(/[:：,.\s]+$/u, '');
  return {
    wrote: WROTE.test(plain) || WROTE_UNSPACED.test(plain),
    wroteLast: WROTE_LAST.test(tail) || WROTE_UNSPACED.test(tail.slice(-8)),
    date: DATE.test(plain),
    address: ADDRESS.test(plain),
    colon,
    begins: signsOfBeginning(plain),
  };
}

/** The fields that a line begins with, as in `From: Jane`. */
export function fieldsOf(line: string): readonly Field[] {
  if (line.length > 1000) return [];
  const name = FIELD.exec(line)?.[1]?.toLowerCase().trim();
  const first = name === undefined ? undefined : FIELD_OF.get(name);
  if (first === undefined) return [];
  const inside = [...line.matchAll(FIELD_INSIDE)].map((match) =>
    FIELD_OF.get((match[1] ?? '').toLowerCase()),
  );
  return [first, ...inside.filter((field) => field !== undefined)];
}

/** Whether a line says that the original message follows. */
export function isOriginalMark(line: string): boolean {
  return line.length < 200 && ORIGINAL.test(line);
}

/** Whether a line says that a message follows which is passed on. */
export function isForwardMark(line: string): boolean {
  return line.length < 200 && FORWARDED.test(line);
}
