/** A client order id: new for every order that a person means to send, kept for every retry of it. */
export function newClOrdId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `web-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
