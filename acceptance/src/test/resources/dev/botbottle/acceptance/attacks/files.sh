# The host's files.
attempt 'a file in the real home is read' 'grep -q . "$CANARY_FILE"'
attempt 'the real home is listed' 'ls -A "$USER_HOME" | grep -q private-of-the-user'
attempt 'a word of the host is found by searching everything' \
  'grep -rqsF "$CANARY_1$CANARY_2" "$USER_HOME" /etc /var /run /home /root /mnt /srv /media /tmp'
attempt 'the shadow file is read' 'head -1 /etc/shadow'
attempt 'the folder of sessions is listed' 'ls "$USER_HOME/.local/state/bot-bottle/sessions"'
attempt 'the manifest of the user is read' 'cat "$USER_HOME/.config/bot-bottle/bottle.jsonc"'
attempt 'a root-only file is read' 'cat "$ROOT_FILE"'
attempt 'a file of the host is read through the root of another process' \
  'for p in /proc/[0-9]*; do head -c 1 "$p/root/etc/shadow" && exit 0; done; exit 1'
attempt 'a disk is opened' 'set -- /dev/[svx]d* /dev/nvme* /dev/mapper/*; for d; do [ -b "$d" ] && exit 0; done; mknod "$WORK/disk" b 7 0'
# In a bottle system folders are read-only; without one this would be vandalism.
inside 'a program of the system is replaced' 'echo x >/usr/bin/attempt'
inside 'the name service is reconfigured' 'echo "nameserver 8.8.8.8" >/etc/resolv.conf'
inside 'a trusted root is added for everybody' 'echo x >>/etc/ssl/certs/ca-certificates.crt'
inside 'the agent program is replaced' 'echo x >/bottle/agent/claude || mv /bottle/agent/claude "$WORK/c"'
