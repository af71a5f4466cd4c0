import { describe, expect, it } from "vitest";
import { SERVICES, serviceByPort } from "../../src/tcp/identity/services.ts";

describe("serviceByPort", () => {
  it.each([
    [22, "ssh"],
    [53, "domain"],
    [443, "https"],
    [1433, "ms-sql-s"],
    [3389, "ms-wbt-server"],
    [5432, "postgresql"],
    [27017, "mongodb"],
  ])("port %i is %s", (port, name) => {
    expect(serviceByPort(port)).toBe(name);
  });

  // registered, but met as something else nearly always: Grafana, ZooKeeper, Squid, Kubernetes, HTTPS, Kafka
  it.each([0, 3000, 2181, 3128, 6443, 8443, 9092, 65535])("port %i has no name", (port) => {
    expect(serviceByPort(port)).toBeUndefined();
  });
});

describe("the table", () => {
  const ports = SERVICES.map(([port]) => port);

  it("is sorted by port, and names each once", () => {
    expect(ports).toEqual([...new Set(ports)].sort((a, b) => a - b));
  });

  it("has ports that a server can listen on", () => {
    expect(ports.filter((port) => !Number.isInteger(port) || port < 1 || port > 65535)).toEqual([]);
  });

  it("has names of RFC 6335 5.1: letters, digits and single hyphens, 15 at most, one letter at least", () => {
    const wrong = SERVICES.filter(
      ([, name]) => name.length > 15 || !/[a-z]/i.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*$/i.test(name),
    );
    expect(wrong).toEqual([]);
  });
});
