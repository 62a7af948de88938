package dev.botbottle.gateway.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleHeapTest {
  private static final long MIB = 1024 * 1024;

  private long used = 10 * MIB;
  private long committed = 16 * MIB;
  private int collections;
  private final IdleHeap heap = new IdleHeap(() -> used, () -> committed, this::collect);

  private void collect() {
    collections++;
    used = 10 * MIB;
    committed = 18 * MIB;
  }

  private void look(int times, long between) {
    for (int i = 0; i < times; i++) {
      used += between;
      heap.look();
    }
  }

  @Test
  void whatALoadTookIsGivenBackOnceItIsOver() {
    committed = 40 * MIB;
    look(10, MIB);
    assertThat(collections).isZero();
    look(4, 1024);
    assertThat(collections).isOne();
  }

  @Test
  void aHeapThatIsSmallAlreadyIsLeftAlone() {
    look(100, 1024);
    assertThat(collections).isZero();
  }

  @Test
  void aQuietTimeHasOneCollectionHoweverLongItIs() {
    committed = 40 * MIB;
    look(100, 1024);
    committed = 40 * MIB; // grown without a load: by what else the process does
    look(100, 1024);
    assertThat(collections).isOne();
  }

  @Test
  void theNextLoadIsFollowedByAnother() {
    committed = 40 * MIB;
    look(10, 1024);
    committed = 40 * MIB;
    look(10, MIB);
    look(10, 1024);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void whatIsLeftOfALoadIsNotCollectedAgainAndAgain() {
    committed = 40 * MIB;
    look(10, 1024);
    look(3, MIB);
    look(10, 1024);
    assertThat(collections).isOne();
  }
}
