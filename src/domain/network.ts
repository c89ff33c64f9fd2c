/**
 * Whose an address is, to count tries by: an IPv6 one with its network (/64), for a phone has as many as it likes there. Of who has hung up
 * no address is known; all of them count as one.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return "";
  return address.includes(".") ? address : address.split(":").slice(0, 4).join(":");
}
