# frozen_string_literal: true

require 'base64'
require 'net/http'

require 'docutools'
require 'twona'

def check(holds, found)
  raise "not so: #{found.inspect}" unless holds
end

def configured(configuration)
  url = URI(ENV.fetch('ROSTER_URL'))
  configuration.scheme = url.scheme
  configuration.host = "#{url.host}:#{url.port}"
  configuration
end

token = ENV.fetch('ROSTER_TOKEN')
twona = Twona::ApiClient.new(configured(Twona::Configuration.new))
twona.config.api_key['access-token'] = token
docutools = Docutools::ApiClient.new(configured(Docutools::Configuration.new))
docutools.config.access_token = token
groups = Twona::GroupsApi.new(twona)
invitations = Twona::InvitationsApi.new(twona)
users = Twona::UsersApi.new(twona)
files = Twona::FilesApi.new(twona)
uploads = Twona::UploadsApi.new(twona)
profiles = Docutools::UsersApi.new(docutools)
avatars = Docutools::AvatarsApi.new(docutools)

session = Twona::SessionApi.new(twona).session_get
check session.user.email == 'owner@example.com', session
puts 'ok session'

group = Twona::GroupCreateOrActivate.new(name: 'Straßenbau, Ärzte und 日本')
created = groups.groups_create_or_activate(group)
check created.name == group.name, created
puts 'ok group'

invitations.invitations_create(Twona::InvitationCreate.new(name: 'Dora Dean', email: 'dora@example.com'))
invited = invitations.invitations_list.map(&:email)
check invited == ['dora@example.com'], invited
puts 'ok invite'

found = users.users_list(q: 'email:owner*').map(&:email)
check found == ['owner@example.com'], found
puts 'ok users'

MIB = 1024 * 1024
content = (0...6 * MIB).map { |index| index * 7 % 251 }.pack('C*')
_, _, headers = uploads.uploads_create_with_http_info(
  upload_length: content.bytesize,
  upload_metadata: "filename #{Base64.strict_encode64('plan.bin')},filetype #{Base64.strict_encode64('image/x-plan')}"
)
id = headers['Location'].split('/').last
0.step(content.bytesize - 1, 5 * MIB) do |offset|
  _, _, state = uploads.uploads_check_with_http_info(id)
  check state['Upload-Offset'] == offset.to_s, state
  uploads.uploads_append(id, offset, content.byteslice(offset, 5 * MIB))
end
metadata = { 'owner' => 'diego', 'revision' => 3, 'approved' => true }
begin
  files.files_set_metadata(id, Twona::FileMetadata.new(metadata: metadata))
rescue Twona::ApiError => e
  # Persistent from now on, under another identifier; curl follows no redirection of a PUT.
  check e.code == 301, e
  id = e.response_headers['Location'].split('/').last
end
puts 'ok upload'

downloaded = File.binread(files.files_download(id))
check downloaded == content, downloaded.bytesize
file = files.files_get(id)
check [file.size, file.metadata.transform_keys(&:to_s)] == [content.bytesize, metadata], file
puts 'ok download'

page = profiles.users_list(search: 'owner', page_size: 5)
check page.total_elements == 1, page
user = page.content.first.user_id
puts 'ok profiles'

profiles.users_update(user, Docutools::UserUpdate.new(city: 'Vienna', phone: '+43 1 23'))
updated = profiles.users_update(user, Docutools::UserUpdate.new(phone: nil))
check [updated.city, updated.phone] == ['Vienna', nil], updated
puts 'ok update'

picture = File.join(ENV.fetch('ROSTER_FILES'), 'avatar.png')
# What is PUT is never sent as a form (OpenAPITools/openapi-generator#3138), so Ruby itself sends it.
form = Net::HTTP::Put.new("/api/v2/users/#{user}/avatar", 'Authorization' => "Bearer #{token}")
form.set_form([['avatar', File.new(picture)]], 'multipart/form-data')
sent = Net::HTTP.start(*docutools.config.host.split(':')) { |http| http.request(form) }
check sent.is_a?(Net::HTTPSuccess), sent.body
original = File.binread(avatars.avatars_get_original(user))
check original == File.binread(picture), original.bytesize
puts 'ok avatar'

card = profiles.users_vcard(user)
check card.start_with?("BEGIN:VCARD\r\n"), card
puts 'ok vcard'

# The problem that the block raises.
def problem(status, code)
  yield
rescue Twona::ApiError => e
  problem = Twona::Problem.build_from_hash(JSON.parse(e.response_body, symbolize_names: true))
  check [e.code, problem.status, problem.code] == [status, status, code], e
  problem
else
  raise 'there was no problem'
end

problem(404, 'not_found') { users.users_get('nobody') }
puts 'ok not-found'
problem(409, 'name_in_use') { groups.groups_create_or_activate(group) }
puts 'ok conflict'
mistaken = Twona::InvitationCreate.new(name: 'Dora Dean', email: 'dora')
invalid = problem(422, 'invalid_body') { invitations.invitations_create(mistaken) }
check invalid.errors.map(&:pointer) == ['/email'], invalid
puts 'ok invalid'
