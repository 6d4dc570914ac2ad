const SAID_MAX_LENGTH = 200

/** Why a message was not taken. */
export interface MailFailure {
  /** True when it may be taken later. */
  readonly inPassing: boolean
  /** In words, without anybody’s address. */
  readonly says: string
}

interface SmtpError {
  readonly code?: unknown
  readonly command?: unknown
  readonly response?: unknown
  readonly responseCode?: unknown
  readonly message?: unknown
}

/** Codes of certificates that cannot be trusted, and of connections that cannot be encrypted. */
const CERTIFICATE = /certificate|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_TLS|ERR_SSL|EPROTO/

/**
 * Says in words what went wrong with a mail server. RFC 5321, section 4.2.1: 4yz is in passing, 5yz is for good.
 * @param secrets never stand in the words.
 */
export function mailFailureOf(error: unknown, secrets: readonly string[]): MailFailure {
  const failure = withoutSecrets((typeof error === 'object' && error !== null ? error : {}) as SmtpError, secrets)
  const text = typeof failure.message === 'string' ? failure.message : ''
  const code = String(failure.code ?? '')
  if (code === 'EAUTH')
    return { inPassing: true, says: `The mail server refused the user name and password of TRILL_SMTP_URL${answerOf(failure)}` }
  if (code === 'ETLS' || CERTIFICATE.test(`${code} ${text}`)) return { inPassing: true, says: tlsText(text) }
  if (typeof failure.responseCode === 'number') return refusalOf(failure.responseCode, failure)
  if (code === 'EDNS' || code === 'ENOTFOUND' || /ENOTFOUND|EAI_AGAIN/.test(text))
    return { inPassing: true, says: 'The name of the mail server in TRILL_SMTP_URL was not found' }
  if (code === 'ETIMEDOUT' || /time(d )?out/i.test(text)) return { inPassing: true, says: 'The mail server did not answer in time' }
  return { inPassing: true, says: `The mail server cannot be reached (${masked(text) || 'no reason was given'})` }
}

function withoutSecrets({ code, command, response, responseCode, message }: SmtpError, secrets: readonly string[]): SmtpError {
  const hidden = (text: unknown) =>
    typeof text === 'string' ? secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text) : undefined
  return { code, command, responseCode, response: hidden(response), message: hidden(message) }
}

function refusalOf(code: number, failure: SmtpError): MailFailure {
  const what =
    failure.command === 'RCPT TO' ? 'the recipient' : failure.command === 'MAIL FROM' ? 'the sender TRILL_SMTP_FROM' : 'the message'
  const inPassing = code < 500
  return { inPassing, says: `The mail server ${inPassing ? 'refused for now' : 'refused'} ${what}${answerOf(failure)}` }
}

function tlsText(text: string): string {
  if (/STARTTLS|upgrade/i.test(text) && !/certificate/i.test(text))
    return 'The mail server offers no encryption (STARTTLS), and TRILL_SMTP_TLS asks for it'
  return `The mail server’s certificate is not trusted, or the connection could not be encrypted (${masked(text)})`
}

function answerOf({ response }: SmtpError): string {
  return typeof response === 'string' && response !== '' ? `: ${masked(response)}` : ''
}

/** What servers say may name the recipient. */
function masked(text: string): string {
  return text
    .replace(/\S+@\S+/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, SAID_MAX_LENGTH)
}
