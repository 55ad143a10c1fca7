// The readers of messages that are compared, each giving the same fields.
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { parseDate, readMessage } from './own.mjs';

const text = (bytes) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
};
const texts = (attachments, typeOf) =>
  attachments
    .filter((one) => /^(?:text|message)\//.test(typeOf(one)))
    .map((one) => text(one.content))
    .join('\n');

function own(bytes) {
  const { headers, body, attachments } = readMessage(bytes);
  const date = parseDate(headers.raw('date'));
  return {
    subject: headers.text('subject'),
    from: headers.people('from').map(({ address }) => address),
    to: headers.people('to').map(({ address }) => address),
    date: date === undefined ? null : new Date(date).toISOString(),
    messageId: headers.raw('message-id'),
    text: body.map(({ plain = '' }) => plain).join('\n'),
    html: body.map(({ html = '' }) => html).join('\n'),
    attachments,
    attachmentText: () => texts(attachments, ({ type }) => type),
  };
}

async function postal(bytes) {
  const mail = await PostalMime.parse(bytes);
  const flat = (list) => (list ?? []).flatMap((one) => (one.group ?? [one]).map(({ address }) => address));
  return {
    ...mail,
    from: flat(mail.from ? [mail.from] : []),
    to: flat(mail.to),
    attachmentText: () => texts(mail.attachments, ({ mimeType }) => mimeType),
  };
}

async function nodemailer(bytes) {
  const options = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
  const mail = await simpleParser(bytes, options);
  const flat = (list) =>
    [list ?? []]
      .flat()
      .flatMap(({ value }) => value.flatMap((one) => (one.group ?? [one]).map(({ address }) => address)));
  return {
    ...mail,
    from: flat(mail.from),
    to: flat(mail.to),
    date: mail.date && !Number.isNaN(Number(mail.date)) ? mail.date.toISOString() : null,
    html: mail.html || '',
    attachmentText: () => texts(mail.attachments, ({ contentType }) => contentType),
  };
}

export const READERS = { email: own, 'postal-mime': postal, mailparser: nodemailer };
