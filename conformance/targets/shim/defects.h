/*
 * What can be wrong with a device, on purpose: hanlab's own tests build the shim with -DDEFECT=NAME, to see that each gets
 * its verdict. Nothing of this belongs into firmware.
 */
#define NONE 0
#define IGNORES_SUPERSESSION 1
#define STAYS_CLOSED_AFTER_EXPIRY 2
#define LIES_ABOUT_POWER 3
#define HANGS 4
#define CRASHES 5
#define FLOODS 6
#define SPEAKS_GARBAGE 7
#define ANSWERS_LATE 8
#define ANSWERS_ANOTHER 9
#define TRICKLES 10

#ifndef DEFECT
#define DEFECT NONE
#endif
/* The frame, counted from a reset, at which a device breaks. */
#ifndef AT_FRAME
#define AT_FRAME 5
#endif

/* Breaks, where the shim is to do so at this request. */
static void misbehave(const char *method) {
  static int frames = 0;
  if (DEFECT == NONE) return;
  if (strcmp(method, "reset") == 0) frames = 0;
  if (strcmp(method, "frame") != 0 || ++frames != AT_FRAME) return;
  if (DEFECT == HANGS) pause();
  if (DEFECT == CRASHES) {
    fprintf(stderr, "starting\nassertion of the shim: frame %d\n", frames);
    abort();
  }
  while (DEFECT == FLOODS) printf("{\"jsonrpc\":\"2.0\",\"method\":\"note\",\"params\":{\"note\":\"dropped\"}}\n");
  while (DEFECT == TRICKLES) {
    const struct timespec millisecond = {0, 1000000};
    printf(" ");
    fflush(stdout);
    nanosleep(&millisecond, NULL);
  }
  if (DEFECT == SPEAKS_GARBAGE) printf("Segment 7 OK\n");
  if (DEFECT == ANSWERS_LATE) sleep(10);
  if (DEFECT == ANSWERS_ANOTHER) printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
}
