/*
 * The least that a native program can do of our work: reads a little-endian pcap file, walks its records, parses
 * Ethernet or SLL2, IP and TCP, verifies both checksums and counts connections in a table. No analysis, no events.
 *
 *   cc -O3 -march=native -o floor floor.c && ./floor FILE
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 512 * 1024, LONGEST = 256 * 1024 + 16 };

typedef struct { uint64_t words[5]; } Key; /* both addresses and ports, the smaller end first */
typedef struct { Key key; uint64_t packets; } Flow;

static Flow *flows;
static uint32_t *slots; /* 1 + number of a flow; 0: free */
static size_t flow_count, flow_room = 1 << 12, slot_mask = (1 << 14) - 1;
static uint64_t packets, segments, bad;

static uint32_t u32le(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static uint16_t u16be(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

/* One's-complement sum in the host's byte order (RFC 1071), which only a comparison with 0xffff sees. */
static uint64_t sum(const uint8_t *p, size_t length) {
  uint64_t total = 0;
  size_t i = 0;
  for (; i + 4 <= length; i += 4) { uint32_t v; memcpy(&v, p + i, 4); total += v; }
  if (length & 3) { uint32_t v = 0; memcpy(&v, p + i, length & 3); total += v; }
  return total;
}

static int is_good(uint64_t total) {
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return total == 0xffff;
}

static size_t hash(const Key *key) {
  uint64_t h = 0;
  for (int i = 0; i < 5; i++) { h = (h ^ key->words[i]) * 0x9e3779b97f4a7c15ull; h ^= h >> 32; }
  return (size_t)h;
}

static void grow(void) {
  size_t size = 2 * (slot_mask + 1);
  free(slots);
  slots = calloc(size, sizeof *slots);
  flows = realloc(flows, (flow_room *= 2) * sizeof *flows);
  if (!slots || !flows) exit(3);
  slot_mask = size - 1;
  for (size_t i = 0; i < flow_count; i++) {
    size_t at = hash(&flows[i].key) & slot_mask;
    while (slots[at]) at = (at + 1) & slot_mask;
    slots[at] = (uint32_t)i + 1;
  }
}

static void count(const Key *key) {
  size_t at = hash(key) & slot_mask;
  for (; slots[at]; at = (at + 1) & slot_mask) {
    Flow *flow = &flows[slots[at] - 1];
    if (!memcmp(&flow->key, key, sizeof *key)) { flow->packets++; return; }
  }
  flows[flow_count] = (Flow){ *key, 1 };
  slots[at] = (uint32_t)++flow_count;
  if (flow_count == flow_room) grow();
}

static void packet(const uint8_t *frame, size_t length, uint32_t link_type) {
  size_t link = link_type == 1 ? 14 : 20;
  packets++;
  if (length < link + 20) return;
  uint16_t type = u16be(link_type == 1 ? frame + 12 : frame);
  const uint8_t *ip = frame + link, *end = frame + length, *tcp, *addresses;
  size_t address;
  uint64_t total;
  if (type == 0x0800 && ip[9] == 6) {
    tcp = ip + (ip[0] & 15) * 4;
    addresses = ip + 12;
    address = 4;
    if (ip + u16be(ip + 2) < end) end = ip + u16be(ip + 2);
    if (!is_good(sum(ip, (size_t)(tcp - ip)))) bad++;
  } else if (type == 0x86dd && length >= link + 40 && ip[6] == 6) {
    tcp = ip + 40;
    addresses = ip + 8;
    address = 16;
    if (tcp + u16be(ip + 4) < end) end = tcp + u16be(ip + 4);
  } else return;
  if (tcp + 20 > end) return;
  size_t tcp_bytes = (size_t)(end - tcp);
  uint8_t pseudo[4] = { 0, 6, (uint8_t)(tcp_bytes >> 8), (uint8_t)tcp_bytes };
  total = sum(addresses, 2 * address) + sum(pseudo, 4) + sum(tcp, tcp_bytes);
  if (!is_good(total)) bad++;
  segments++;
  Key key = { { 0 } };
  uint8_t a[18] = { 0 }, b[18] = { 0 };
  memcpy(a, addresses, address), memcpy(b, addresses + address, address);
  memcpy(a + 16, tcp, 2), memcpy(b + 16, tcp + 2, 2);
  int swap = memcmp(a, b, 18) > 0;
  memcpy(key.words, swap ? b : a, 18), memcpy((uint8_t *)key.words + 18, swap ? a : b, 18);
  count(&key);
}

int main(int argc, char **argv) {
  int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  uint8_t *buffer = malloc(LONGEST + CHUNK + 64);
  slots = calloc(slot_mask + 1, sizeof *slots);
  flows = malloc(flow_room * sizeof *flows);
  if (file < 0 || !buffer || !slots || !flows) return 2;
  size_t have = 0;
  uint32_t link_type = 0;
  for (ssize_t got; (got = read(file, buffer + have, CHUNK)) > 0;) {
    size_t at = 0;
    have += (size_t)got;
    if (!link_type && have >= 24) {
      if (u32le(buffer) != 0xa1b2c3d4) return 2;
      link_type = u32le(buffer + 20);
      at = 24;
    }
    while (link_type && at + 16 <= have) {
      size_t captured = u32le(buffer + at + 8);
      if (captured > LONGEST - 16) return 2;
      if (at + 16 + captured > have) break;
      packet(buffer + at + 16, captured, link_type);
      at += 16 + captured;
    }
    memmove(buffer, buffer + at, have -= at);
  }
  printf("%llu packets %llu segments %zu connections %llu bad\n", (unsigned long long)packets,
         (unsigned long long)segments, flow_count, (unsigned long long)bad);
  return 0;
}
