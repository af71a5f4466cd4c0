import { describe, expect, it } from "vitest";
import { roleOfSender } from "../../src/tcp/identity/roles.ts";
import { CLIENT, ROLE_SOURCES, SERVER } from "../../src/tcp/state/state_layout.ts";
import { FLAG_ACK, FLAG_ECE, FLAG_FIN, FLAG_PSH, FLAG_RST, FLAG_SYN } from "../../wasm/layout.ts";

const SYN_ACK = FLAG_SYN | FLAG_ACK;
const ACK = FLAG_ACK;

describe("roleOfSender", () => {
  it.each([
    // flags decide before ports
    ["SYN from a low port", FLAG_SYN, 80, 40000, CLIENT, "syn"],
    ["SYN with ECN", FLAG_SYN | FLAG_ECE, 40000, 80, CLIENT, "syn"],
    ["SYN-ACK from a high port", SYN_ACK, 40000, 80, SERVER, "syn_ack"],
    ["SYN-ACK with ECN", SYN_ACK | FLAG_ECE, 80, 40000, SERVER, "syn_ack"],
    // the only port below 1024
    ["below 1024 sends", ACK, 443, 50000, SERVER, "port"],
    ["below 1024 receives", ACK, 50000, 443, CLIENT, "port"],
    ["1023 and 1024", ACK, 1023, 1024, SERVER, "port"],
    ["1024 and 1023", FLAG_FIN | ACK, 1024, 1023, CLIENT, "port"],
    ["below 1024 and below 32768", ACK, 8080, 22, CLIENT, "port"],
    // or else the only one below 32768
    ["below 32768 sends", FLAG_PSH | ACK, 8080, 50000, SERVER, "port"],
    ["below 32768 receives", ACK, 50000, 8080, CLIENT, "port"],
    ["32767 and 32768", ACK, 32767, 32768, SERVER, "port"],
    ["32768 and 32767", FLAG_RST, 32768, 32767, CLIENT, "port"],
    ["1024 and 32768", ACK, 1024, 32768, SERVER, "port"],
    // or else the first sender is the client
    ["both below 1024", ACK, 22, 80, CLIENT, "first"],
    ["both below 32768", ACK, 5000, 8080, CLIENT, "first"],
    ["both ephemeral", ACK, 40000, 50000, CLIENT, "first"],
    ["equal", ACK, 179, 179, CLIENT, "first"],
  ])("%s", (_, flags, source, destination, sender, from) => {
    const role = roleOfSender(flags, source, destination);
    expect([role.sender, ROLE_SOURCES[role.from]]).toEqual([sender, from]);
  });
});
