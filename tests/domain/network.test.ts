import { describe, expect, it } from "vitest";
import { networkOf } from "../../src/domain/network.ts";

describe("whose an address is", () => {
  it("is one house's for all IPv6 addresses of a network, and one sender's for each of IPv4", () => {
    expect(networkOf("2408:8207:1850:2a60:a1b2:c3d4:e5f6:1")).toBe(networkOf("2408:8207:1850:2a60::9"));
    expect(networkOf("2408:8207:1850:2a61::9")).not.toBe(networkOf("2408:8207:1850:2a60::9"));
    expect(networkOf("10.0.0.1")).not.toBe(networkOf("10.0.0.2"));
    expect(networkOf("::ffff:10.0.0.1")).not.toBe(networkOf("::ffff:10.0.0.2"));
  });

  it("is known for who has hung up as well", () => {
    expect(networkOf(undefined)).toBe(networkOf(undefined));
  });
});
