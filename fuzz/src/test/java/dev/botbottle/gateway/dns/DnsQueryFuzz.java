package dev.botbottle.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The reader of name queries: whatever comes is one of its three answers. */
class DnsQueryFuzz {
  @FuzzTest
  void aQuery(byte[] message) {
    if (DnsQuery.parse(message, message.length) instanceof DnsQuery.Question question) {
      assertThat(question.questionEnd()).isBetween(DnsQuery.HEADER + 5, message.length);
      assertThat(question.name()).hasSizeLessThanOrEqualTo(255).matches("[!-~]*");
    }
  }
}
