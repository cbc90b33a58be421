<?php

declare(strict_types=1);

// Debian's packages of Guzzle bring their own loaders; the packages of the documents are found by their names.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    [$package, $rest] = explode('\\', $class, 2) + [1 => ''];
    $file = __DIR__ . '/' . strtolower($package) . '/lib/' . str_replace('\\', '/', $rest) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

function check(bool $holds, mixed $found): void
{
    if (!$holds) {
        throw new Exception('not so: ' . print_r($found, true));
    }
}

$token = getenv('ROSTER_TOKEN');
$keyed = (new Twona\Configuration())->setHost(getenv('ROSTER_URL'))->setApiKey('access-token', $token);
$bearer = (new Docutools\Configuration())->setHost(getenv('ROSTER_URL'))->setAccessToken($token);
$groups = new Twona\Api\GroupsApi(config: $keyed);
$invitations = new Twona\Api\InvitationsApi(config: $keyed);
$users = new Twona\Api\UsersApi(config: $keyed);
$files = new Twona\Api\FilesApi(config: $keyed);
$uploads = new Twona\Api\UploadsApi(config: $keyed);
$profiles = new Docutools\Api\UsersApi(config: $bearer);
$avatars = new Docutools\Api\AvatarsApi(config: $bearer);

$session = (new Twona\Api\SessionApi(config: $keyed))->sessionGet();
check($session->getUser()->getEmail() === 'owner@example.com', $session);
echo "ok session\n";

$group = new Twona\Model\GroupCreateOrActivate(['name' => 'Straßenbau, Ärzte und 日本']);
$created = $groups->groupsCreateOrActivate($group);
check($created->getName() === $group->getName(), $created);
$names = array_map(fn ($group) => $group->getName(), $groups->groupsList());
check($names === [$group->getName()], $names);
check($groups->groupsList(deleted: true) === [], 'a deactivated group');
echo "ok group\n";

$invitations->invitationsCreate(new Twona\Model\InvitationCreate(['name' => 'Dora Dean', 'email' => 'dora@example.com']));
$invited = array_map(fn ($invitation) => $invitation->getEmail(), $invitations->invitationsList());
check($invited === ['dora@example.com'], $invited);
echo "ok invite\n";

$found = array_map(fn ($user) => $user->getEmail(), $users->usersList('email:owner*'));
check($found === ['owner@example.com'], $found);
echo "ok users\n";

const MIB = 1024 * 1024;
$content = pack('C*', ...array_map(fn ($index) => $index * 7 % 251, range(0, 6 * 1024 - 1)));
$content = str_repeat($content, 1024);
$metadata = 'filename ' . base64_encode('plan.bin') . ',filetype ' . base64_encode('image/x-plan');
[, , $headers] = $uploads->uploadsCreateWithHttpInfo(upload_length: strlen($content), upload_metadata: $metadata);
$id = basename(array_change_key_case($headers)['location'][0]);
for ($offset = 0; $offset < strlen($content); $offset += 5 * MIB) {
    [, , $state] = $uploads->uploadsCheckWithHttpInfo($id);
    check(array_change_key_case($state)['upload-offset'] === ["$offset"], $state);
    $uploads->uploadsAppend($id, $offset, substr($content, $offset, 5 * MIB));
}
$metadata = ['owner' => 'diego', 'revision' => 3, 'approved' => true];
$stored = $files->filesSetMetadata($id, new Twona\Model\FileMetadata(['metadata' => $metadata]));
check($stored->getMetadata() == $metadata, $stored);
$id = $stored->getId();
echo "ok upload\n";

$downloaded = $files->filesDownload($id);
check(file_get_contents($downloaded->getRealPath()) === $content, $downloaded);
check($files->filesGet($id)->getSize() === strlen($content), $id);
echo "ok download\n";

$page = $profiles->usersList(search: 'owner', page_size: 5);
check($page->getTotalElements() === 1, $page);
$user = $page->getContent()[0]->getUserId();
echo "ok profiles\n";

$profiles->usersUpdate($user, new Docutools\Model\UserUpdate(['city' => 'Vienna', 'phone' => '+43 1 23']));
$updated = $profiles->usersUpdate($user, new Docutools\Model\UserUpdate(['phone' => null]));
check([$updated->getCity(), $updated->getPhone()] === ['Vienna', null], $updated);
echo "ok update\n";

$picture = getenv('ROSTER_FILES') . '/avatar.png';
$avatars->avatarsReplace($user, new SplFileObject($picture));
$original = $avatars->avatarsGetOriginal($user);
check(file_get_contents($original->getRealPath()) === file_get_contents($picture), $original);
echo "ok avatar\n";

$card = $profiles->usersVcard($user);
check(str_starts_with($card, "BEGIN:VCARD\r\n"), $card);
echo "ok vcard\n";

/** The problem that an operation throws. */
function problem(callable $operation, int $status, string $code): Twona\Model\Problem
{
    try {
        $operation();
    } catch (Twona\ApiException $error) {
        $problem = $error->getResponseObject();
        check($problem instanceof Twona\Model\Problem, $error);
        check([$error->getCode(), $problem->getStatus(), $problem->getCode()] === [$status, $status, $code], $problem);
        return $problem;
    }
    throw new Exception('there was no problem');
}

problem(fn () => $users->usersGet('nobody'), 404, 'not_found');
echo "ok not-found\n";
problem(fn () => $groups->groupsCreateOrActivate($group), 409, 'name_in_use');
echo "ok conflict\n";
$mistaken = new Twona\Model\InvitationCreate(['name' => 'Dora Dean', 'email' => 'dora']);
$invalid = problem(fn () => $invitations->invitationsCreate($mistaken), 422, 'invalid_body');
$pointers = array_map(fn ($violation) => $violation->getPointer(), $invalid->getErrors());
check($pointers === ['/email'], $pointers);
echo "ok invalid\n";
