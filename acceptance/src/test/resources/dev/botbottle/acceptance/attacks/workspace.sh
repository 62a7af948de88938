# Files of the workspace that programs of the user execute by themselves.
attempt 'the repository is moved away' 'mv .git moved && mv moved .git'
attempt 'the repository is removed' 'cp -a .git "$WORK"/kept && rm -rf .git/config .git/hooks && [ ! -e .git/config ] && cp -a "$WORK"/kept/. .git/'
attempt 'git is configured' 'git config attempt.made true && git config --unset attempt.made'
attempt 'the configuration of git is written' 'echo "# attempt" >>.git/config'
attempt 'the configuration of git is replaced' 'cp .git/config "$WORK"/config && cp "$WORK"/config .git/new && mv .git/new .git/config'
attempt 'the configuration of git is written through another name' 'ln .git/config linked && echo "# attempt" >>linked && rm linked'
attempt 'a hook is written' 'echo exit >.git/hooks/pre-commit && rm .git/hooks/pre-commit'
attempt 'the hooks are moved away' 'mv .git/hooks .git/h && mv .git/h .git/hooks'
attempt 'the hooks are made writable' 'chmod u+w .git/hooks && echo exit >.git/hooks/post-merge && rm .git/hooks/post-merge'
for name in .envrc .mcp.json .vscode/tasks.json .idea/workspace.xml .husky/pre-commit .devcontainer/devcontainer.json .claude/settings.json .yarnrc.yml .mvn/jvm.config gradlew bottle.jsonc claude-bottle.json; do
  attempt "$name is written" "echo attempt >>$name"
  attempt "$name is replaced" "cp $name \$WORK/copy && mv -f \$WORK/copy $name"
  attempt "$name is removed" "cp $name \$WORK/saved && rm -f $name && [ ! -e $name ] && cp \$WORK/saved $name"
done
for name in .vscode .idea .husky .devcontainer .claude .mvn; do
  attempt "the folder $name is moved away" "mv $name moved && mv moved $name"
done
inside 'the mounts are taken off' 'umount .git/config'
