/*
 * A device under test for hanlab, in C99 and POSIX alone: the Demand Response and Load Control client (cluster 0701) of an
 * HCALCS, which speaks the target protocol (docs/target-protocol.md) on standard input and output. It is a pattern for
 * firmware: replace what stands under "The device" by calls to yours, and keep the rest.
 *
 *     cc -O2 -Wall -Wextra -o hcalcs hcalcs.c && hanlab run --target exec:./hcalcs
 */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "defects.h"

typedef int64_t instant; /* milliseconds since 1970, UTC */
#define NEVER INT64_MAX
#define SECOND 1000
#define MINUTE (60 * SECOND)
#define FIRST_INSTANT INT64_C(1767636000000) /* 2026-01-05T18:00:00Z */

#define OWN_ADDRESS "0a000000000000a5"
#define ADDRESS_LENGTH 16
#define MOST_LINE 4096
#define MOST_ZCL 128

/* What nobody has decided for GBCS is an assumption of hanlab (hanlab explain NAME): these are its values. */
#define GRACE (2 * SECOND)            /* hcalcs-successor-grace-seconds */
#define ANSWER_TIMEOUT (10 * SECOND)  /* hcalcs-answer-timeout-seconds */
#define ASK_ATTEMPTS 3                /* hcalcs-ask-attempts */
#define SEND_TIMEOUT (5 * SECOND)     /* zcl-confirmation-timeout-seconds */
#define SEND_ATTEMPTS 4               /* zcl-send-attempts */
#define DUPLICATE_WINDOW (150 * SECOND) /* zcl-duplicate-window-seconds */
#define DUTY_OPEN 0                   /* drlc-duty-cycle-open */
#define DUTY_CLOSED 100               /* drlc-duty-cycle-closed */
#define MOST_MINUTES 1440

enum { STARTED = 2, COMPLETED = 3, CANCELLED = 6, SUPERSEDED = 7, UNDEFINED = 0xfd, REJECTED = 0xfe };
enum { SUCCESS = 0, MALFORMED = 0x80, NO_COMMAND = 0x81, NO_GENERAL = 0x82, NO_MANUFACTURER = 0x83 };

struct frame {
  uint8_t octets[MOST_ZCL];
  size_t length;
};

#define MOST_PENDING 16
#define MOST_SEEN 32

/* All that the device is. */
static struct {
  instant now;
  int has_power;
  int is_closed;
  char partner[ADDRESS_LENGTH + 1]; /* empty without one */
  int runs;                         /* an event, with its identifier and end */
  uint32_t event;
  instant ends;
  instant ran_out;    /* when the last event did, while its successor may come */
  instant answer_due; /* of the ESME, which has been asked what holds */
  int attempts_left;
  uint8_t sequence;
  struct pending { struct frame frame; int attempts; instant due; } pending[MOST_PENDING];
  size_t pending_count;
  struct seen { struct frame frame; instant at; int status; } seen[MOST_SEEN];
  size_t seen_count;
} device;

/* ---- Lines out ------------------------------------------------------------------------------------------------- */

static void print_time(instant at) {
  time_t seconds = (time_t)(at / SECOND);
  struct tm parts;
  char text[32];
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &parts));
  printf("\"%s.%03dZ\"", text, (int)(at % SECOND));
}

static void tell_frame(const struct frame *frame) {
  printf("{\"jsonrpc\":\"2.0\",\"method\":\"frame\",\"params\":{\"at\":");
  print_time(device.now);
  printf(",\"level\":\"aps\",\"source\":\"" OWN_ADDRESS "\",\"destination\":\"%s\",\"clusterId\":1793,\"zcl\":\"", device.partner);
  for (size_t i = 0; i < frame->length; i++) printf("%02x", frame->octets[i]);
  printf("\"}}\n");
}

static void tell_switched(const char *cause) {
  printf("{\"jsonrpc\":\"2.0\",\"method\":\"note\",\"params\":{\"at\":");
  print_time(device.now);
  printf(",\"device\":\"" OWN_ADDRESS "\",\"note\":\"switched\",\"switch\":0,\"position\":\"%s\",\"cause\":\"%s\"}}\n",
         device.is_closed ? "closed" : "open", cause);
}

/* ---- The device: frames ---------------------------------------------------------------------------------------- */

static uint32_t little_endian(const uint8_t *at, int octets) {
  uint32_t value = 0;
  while (octets-- > 0) value = value << 8 | at[octets];
  return value;
}

/* Sends a command to the ESME. One that wants a Default Response is sent again until that comes. */
static void send_command(uint8_t control, uint8_t command, const uint8_t *payload, size_t length) {
  struct frame frame = {{control, ++device.sequence, command}, length + 3};
  if (device.partner[0] == '\0') return;
  memcpy(frame.octets + 3, payload, length);
  if (!(control & 0x10)) {
    if (device.pending_count == MOST_PENDING) {
      memmove(device.pending, device.pending + 1, (MOST_PENDING - 1) * sizeof device.pending[0]);
      device.pending_count--;
    }
    device.pending[device.pending_count++] = (struct pending){frame, 1, device.now + SEND_TIMEOUT};
  }
  tell_frame(&frame);
}

static void report(uint32_t event, uint8_t status) {
  uint8_t payload[18] = {event & 0xff, event >> 8 & 0xff, event >> 16 & 0xff, event >> 24, status, 1, 0, 0, 0, 1,
                         0x00, 0x80, 0x00, 0x80, 0x80, 0xff, 0x00, 0x00};
  send_command(0x01, 0x00, payload, sizeof payload);
}

static void send_again(void) {
  for (size_t i = 0; i < device.pending_count;) {
    struct pending *one = &device.pending[i];
    if (one->due > device.now) {
      i++;
    } else if (one->attempts == SEND_ATTEMPTS) {
      memmove(one, one + 1, (--device.pending_count - i) * sizeof *one);
    } else {
      one->attempts++;
      one->due = device.now + SEND_TIMEOUT;
      tell_frame(&one->frame);
      i++;
    }
  }
}

static void confirmed(uint8_t sequence, uint8_t command) {
  for (size_t i = 0; i < device.pending_count; i++) {
    struct pending *one = &device.pending[i];
    if (one->frame.octets[1] != sequence || one->frame.octets[2] != command) continue;
    memmove(one, one + 1, (--device.pending_count - i) * sizeof *one);
    return;
  }
}

/* ---- The device: its switch ------------------------------------------------------------------------------------ */

static void move_switch(int is_closed, const char *cause) {
  if (device.is_closed == is_closed) return;
  device.is_closed = is_closed;
  tell_switched(cause);
}

static void attempt_to_ask(instant since) {
  static const uint8_t what_holds_now[5] = {0, 0, 0, 0, 1};
  device.attempts_left--;
  device.answer_due = since + ANSWER_TIMEOUT;
  send_command(0x11, 0x01, what_holds_now, sizeof what_holds_now);
}

static void ask(instant since) {
  device.ran_out = NEVER;
  device.attempts_left = ASK_ATTEMPTS;
  attempt_to_ask(since);
}

static void release(const char *cause) {
  device.runs = 0;
  device.ran_out = device.answer_due = NEVER;
  move_switch(0, cause);
}

static void obey(uint32_t event, uint32_t start, uint32_t minutes, uint8_t duty_cycle) {
  int is_possible = start == 0 && minutes >= 1 && minutes <= MOST_MINUTES;
  if (!is_possible || (duty_cycle != DUTY_OPEN && duty_cycle != DUTY_CLOSED)) {
    report(event, REJECTED);
    return;
  }
  if (device.runs) {
    if (event <= device.event) return; /* drlc-event-ids-ascend */
    if (DEFECT == IGNORES_SUPERSESSION) return;
    report(device.event, SUPERSEDED);
  }
  device.runs = 1;
  device.event = event;
  device.ends = device.now + (instant)minutes * MINUTE;
  device.ran_out = device.answer_due = NEVER;
  move_switch(duty_cycle == DUTY_CLOSED, "event");
  report(event, STARTED);
}

static void cancel(void) {
  report(device.event, CANCELLED);
  device.runs = 0;
  ask(device.now);
}

static instant next_due(void) {
  instant due = device.answer_due;
  if (!device.has_power) return NEVER;
  if (device.runs && device.ends < due) due = device.ends;
  if (device.ran_out != NEVER && device.ran_out + GRACE < due) due = device.ran_out + GRACE;
  for (size_t i = 0; i < device.pending_count; i++)
    if (device.pending[i].due < due) due = device.pending[i].due;
  return due;
}

/* Does what is due now. */
static void tick(void) {
  send_again();
  if (device.runs && device.ends <= device.now) {
    report(device.event, COMPLETED);
    device.runs = 0;
    device.ran_out = device.now;
    if (DEFECT == STAYS_CLOSED_AFTER_EXPIRY && device.is_closed) device.ran_out = NEVER;
  }
  if (device.ran_out != NEVER && device.ran_out + GRACE <= device.now) ask(device.ran_out);
  if (device.answer_due <= device.now) {
    device.answer_due = NEVER;
    move_switch(0, "no answer of the ESME");
    if (device.attempts_left > 0) attempt_to_ask(device.now);
  }
}

static void go_to(instant to) {
  for (instant due = next_due(); due <= to; due = next_due()) {
    if (due > device.now) device.now = due;
    tick();
  }
  if (to > device.now) device.now = to;
}

/* ---- The device: what comes to it ------------------------------------------------------------------------------ */

/* Carries out a command of the cluster. Returns a ZCL status. */
static int execute(uint8_t command, const uint8_t *payload, size_t length) {
  static const size_t lengths[] = {23, 12, 1};
  if (command > 2) return NO_COMMAND;
  if (length != lengths[command]) return MALFORMED;
  if (command == 0) {
    obey(little_endian(payload, 4), little_endian(payload + 7, 4), little_endian(payload + 11, 2), payload[21]);
  } else if (device.runs && (command == 2 || little_endian(payload, 4) == device.event)) {
    cancel();
  } else if (command == 1) {
    report(little_endian(payload, 4), UNDEFINED);
  }
  return SUCCESS;
}

static void answer(const struct frame *frame, int status) {
  uint8_t control = frame->octets[0], manufacturer = control & 0x04;
  size_t header = manufacturer ? 5 : 3;
  struct frame response = {{0x10 | manufacturer | (~control & 0x08)}, header + 2};
  if (status == SUCCESS && control & 0x10) return;
  memcpy(response.octets + 1, frame->octets + 1, header - 2);
  response.octets[header - 1] = 0x0b;
  response.octets[header] = frame->octets[header - 1];
  response.octets[header + 1] = (uint8_t)status;
  tell_frame(&response);
}

static void receive(const struct frame *frame) {
  const uint8_t *octets = frame->octets;
  size_t header = frame->length > 0 && octets[0] & 0x04 ? 5 : 3, kept = 0;
  int is_general, is_of_manufacturer, status = SUCCESS;
  if (frame->length < header || (octets[0] & 0x03) > 1) return;
  is_general = (octets[0] & 0x03) == 0;
  is_of_manufacturer = header == 5;
  if (is_general && !is_of_manufacturer && octets[2] == 0x0b && frame->length == header + 2) {
    confirmed(octets[1], octets[3]);
    return;
  }
  for (size_t i = 0; i < device.seen_count; i++)
    if (device.now - device.seen[i].at < DUPLICATE_WINDOW) device.seen[kept++] = device.seen[i];
  device.seen_count = kept;
  for (size_t i = 0; i < device.seen_count; i++) {
    struct seen *one = &device.seen[i];
    if (one->frame.length != frame->length || memcmp(one->frame.octets, octets, frame->length) != 0) continue;
    one->at = device.now;
    answer(frame, one->status); /* The first answer may be what was lost. */
    return;
  }
  if (is_of_manufacturer) status = NO_MANUFACTURER + is_general;
  else if (is_general) status = NO_GENERAL;
  else if (!(octets[0] & 0x08)) status = NO_COMMAND;
  else status = execute(octets[2], octets + header, frame->length - header);
  if (device.seen_count == MOST_SEEN) memmove(device.seen, device.seen + 1, --device.seen_count * sizeof device.seen[0]);
  device.seen[device.seen_count++] = (struct seen){*frame, device.now, status};
  answer(frame, status);
}

static void reset(void) {
  memset(&device, 0, sizeof device);
  device.now = FIRST_INSTANT;
  device.has_power = 1;
  device.ran_out = device.answer_due = NEVER;
}

static void set_power(int on) {
  if (DEFECT == LIES_ABOUT_POWER) return;
  if (on && !device.has_power) {
    device.has_power = 1;
    device.pending_count = 0;
    release("power-up");
    if (device.partner[0] != '\0') ask(device.now);
  }
  device.has_power = on;
}

static void set_partner(const char *partner) {
  strcpy(device.partner, partner);
  device.pending_count = 0;
  if (partner[0] == '\0') release("unjoined");
}

/* ---- Lines in: as much JSON as the protocol needs -------------------------------------------------------------- */

#define MOST_DEPTH 16

static const char *blanks(const char *at) { return at + strspn(at, " \t\r\n"); }

static const char *after_string(const char *at) {
  if (*at++ != '"') return NULL;
  for (; *at != '"'; at++) {
    if (*at == '\0') return NULL;
    if (*at == '\\' && *++at == '\0') return NULL;
  }
  return at + 1;
}

/* Where a value ends; NULL where there is none, or one too deep. */
static const char *after_value(const char *at, int depth) {
  char open = *(at = blanks(at)), close = open == '{' ? '}' : ']';
  if (depth > MOST_DEPTH) return NULL;
  if (open == '"') return after_string(at);
  if (open != '{' && open != '[') {
    size_t length = strcspn(at, ",]} \t\r\n");
    return length == 0 ? NULL : at + length;
  }
  at = blanks(at + 1);
  if (*at == close) return at + 1;
  for (;;) {
    if (open == '{') {
      if ((at = after_string(at)) == NULL || *(at = blanks(at)) != ':') return NULL;
      at++;
    }
    if ((at = after_value(at, depth + 1)) == NULL) return NULL;
    at = blanks(at);
    if (*at == close) return at + 1;
    if (*at++ != ',') return NULL;
    at = blanks(at);
  }
}

/* The value of a member of a well-formed object; NULL without one. */
static const char *member(const char *object, const char *name) {
  const char *at = object == NULL ? "" : blanks(object);
  size_t length = strlen(name);
  if (*at != '{') return NULL;
  for (at = blanks(at + 1); *at == '"'; at = blanks(at + 1)) {
    const char *end = after_string(at);
    const char *value = blanks(blanks(end) + 1);
    if ((size_t)(end - at) == length + 2 && strncmp(at + 1, name, length) == 0) return value;
    at = blanks(after_value(value, 0));
    if (*at != ',') return NULL;
  }
  return NULL;
}

/* Copies a string without escapes. Returns whether there is one that fits. */
static int text_of(const char *value, char *into, size_t room) {
  const char *end = value == NULL ? NULL : after_string(value);
  size_t length = end == NULL ? room : (size_t)(end - value - 2);
  if (length >= room || memchr(value + 1, '\\', length) != NULL) return 0;
  memcpy(into, value + 1, length);
  into[length] = '\0';
  return 1;
}

static int number_of(const char *value, long fallback, long *number) {
  char *end;
  *number = fallback;
  if (value == NULL) return 1;
  *number = strtol(value, &end, 10);
  return end != value;
}

/* Days from 1970 to a date: years begin in March. */
static int64_t days_of(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = year / 400, of_era = year % 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int time_of(const char *text, instant *at) {
  int year, month, day, hour, minute, second, millisecond = 0, length = 0;
  if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &length) != 6) return 0;
  if (text[length] == '.') sscanf(text + length, ".%3d", &millisecond);
  *at = (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * (instant)SECOND + millisecond;
  return 1;
}

static int frame_of(const char *value, struct frame *frame) {
  char text[2 * MOST_ZCL + 1];
  if (!text_of(value, text, sizeof text)) return 0;
  frame->length = strlen(text) / 2;
  for (size_t i = 0; i < frame->length; i++) {
    unsigned octet;
    if (sscanf(text + 2 * i, "%2x", &octet) != 1) return 0;
    frame->octets[i] = (uint8_t)octet;
  }
  return 1;
}

/* ---- Requests: each prints the members of its result, or returns an error -------------------------------------- */

enum { DONE = 0, NO_METHOD = -32601, BAD_PARAMS = -32602 };

static void print_due(const char *before) {
  instant due = next_due();
  printf("%s\"nextDue\":", before);
  if (due == NEVER) printf("null");
  else print_time(due);
}

static int do_frame(const char *params) {
  struct frame frame;
  char level[8], source[ADDRESS_LENGTH + 1];
  long profile, cluster, endpoint;
  if (!text_of(member(params, "level"), level, sizeof level) || strcmp(level, "aps") != 0) return BAD_PARAMS;
  if (!text_of(member(params, "source"), source, sizeof source)) return BAD_PARAMS;
  if (!number_of(member(params, "profileId"), 265, &profile) || !number_of(member(params, "clusterId"), 0, &cluster) ||
      !number_of(member(params, "destinationEndpoint"), 1, &endpoint))
    return BAD_PARAMS;
  if (!frame_of(member(params, "zcl"), &frame)) return BAD_PARAMS;
  if (device.has_power && profile == 265 && cluster == 1793 && endpoint == 1 && strcmp(source, device.partner) == 0)
    receive(&frame);
  return DONE;
}

static int do_clock(const char *params) {
  char text[32];
  instant to = device.now;
  const char *given = member(params, "to");
  if (given != NULL && (!text_of(given, text, sizeof text) || !time_of(text, &to))) return BAD_PARAMS;
  if (to < device.now) return BAD_PARAMS;
  go_to(to);
  return DONE;
}

static int do_partner(const char *params) {
  char partner[ADDRESS_LENGTH + 1] = "";
  const char *given = member(params, "device");
  if (given == NULL || (*given == '"' && !text_of(given, partner, sizeof partner))) return BAD_PARAMS;
  set_partner(partner);
  return DONE;
}

static int carry_out(const char *method, const char *params) {
  if (strcmp(method, "reset") == 0) return reset(), DONE;
  if (strcmp(method, "frame") == 0) return do_frame(params);
  if (strcmp(method, "clock") == 0) return do_clock(params);
  if (strcmp(method, "partner") == 0) return do_partner(params);
  if (strcmp(method, "power") == 0) {
    const char *on = member(params, "on");
    if (on == NULL) return BAD_PARAMS;
    set_power(*on == 't');
    return DONE;
  }
  return strcmp(method, "hello") == 0 || strcmp(method, "probe") == 0 ? DONE : NO_METHOD;
}

static void print_result(const char *method) {
  if (strcmp(method, "hello") == 0)
    printf("\"protocol\":1,\"name\":\"shim\",\"version\":\"1\",\"target\":\"hcalcs\",\"levels\":[\"aps\"],"
           "\"clusters\":[1793],\"time\":\"virtual\",\"capabilities\":[\"reset\",\"clock\",\"power\",\"probe\"],"
           "\"prompts\":[],\"devices\":[{\"device\":\"" OWN_ADDRESS "\",\"kind\":\"hcalcs\"}]");
  else if (strcmp(method, "probe") == 0)
    printf("\"state\":{\"position\":\"%s\"}", device.is_closed ? "closed" : "open");
  else if (strcmp(method, "clock") == 0) {
    printf("\"now\":");
    print_time(device.now);
    print_due(",");
  } else
    print_due("");
}

static void take(const char *line) {
  char method[16];
  long id = 0;
  int error = DONE;
  const char *end = after_value(line, 0);
  if (end == NULL || *blanks(line) != '{' || *blanks(end) != '\0') {
    printf("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"the line is no JSON object\"}}\n");
    return;
  }
  number_of(member(line, "id"), 0, &id);
  error = text_of(member(line, "method"), method, sizeof method) ? carry_out(method, member(line, "params")) : NO_METHOD;
  misbehave(method);
  printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,", id);
  if (error == DONE) {
    printf("\"result\":{");
    print_result(method);
    printf("}}\n");
  } else
    printf("\"error\":{\"code\":%d,\"message\":\"%s\"}}\n", error, error == NO_METHOD ? "no such method" : "wrong params");
}

int main(void) {
  static char line[MOST_LINE];
  reset();
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strchr(line, '\n') == NULL && !feof(stdin)) {
      /* Longer than any that is meant for it. */
      for (int c = 0; c != '\n' && c != EOF;) c = getchar();
      strcpy(line, "");
    }
    if (*blanks(line) == '\0' && strlen(line) > 0) continue;
    take(line);
    fflush(stdout);
  }
  return 0;
}
