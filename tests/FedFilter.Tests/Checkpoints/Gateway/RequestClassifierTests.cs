using FedFilter.Checkpoints.Gateway;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class RequestClassifierTests
{
    private const string ActivityJson = "Content-Type: application/activity+json";

    [Theory]
    [InlineData("POST /inbox")]
    [InlineData("POST /INBOX/")]
    [InlineData("POST /users/a/inbox.json")]
    [InlineData("POST /users/a/inbox.x")]
    [InlineData("POST /index.php/inbox")]
    [InlineData("POST /f/inbox")] // Pixelfed, Mbin
    [InlineData("POST /u/a/inbox")] // Lemmy
    [InlineData("POST /c/a/inbox")]
    [InlineData("POST /site_inbox")]
    [InlineData("POST /video-channels/a/inbox")] // PeerTube
    [InlineData("POST /pub/shared_inbox")] // Bonfire
    [InlineData("POST /inbox/alice")] // Friendica, Hubzilla
    [InlineData("POST /friendica/inbox")]
    [InlineData("POST /.ghost/activitypub/inbox/index")] // Ghost
    [InlineData("POST /wp-json/activitypub/1.0/INBOX")] // WordPress
    [InlineData("POST /index.php/wp-json/activitypub/1.0/actors/1/inbox")]
    [InlineData("POST /blog/wp-json/activitypub/1.0/inbox")]
    [InlineData("POST /?rest_route=/activitypub/1.0/inbox")]
    [InlineData("POST /index.php?rest_route=%2Factivitypub%2F1.0%2Factors%2F1%2Finbox")]
    [InlineData("POST /?rest%5Froute=/activitypub/1.0/INBOX")]
    [InlineData("POST /?rest_route[]=/activitypub/1.0/inbox")]
    [InlineData("POST /?rest.route=/activitypub/1.0/inbox")]
    [InlineData("POST /?%72est_route=/activitypub/1.0/inbox")]
    [InlineData("POST /shared-inbox")] // snac
    [InlineData("POST /fediverse/sharedInbox")] // Wafrn
    [InlineData("POST /@alice/inbox/")] // Takahē
    [InlineData("POST /a%23b/inboX.")] // IIS cuts off the dot and does not cut at the #
    [InlineData("PUT /inbox")]
    [InlineData("DELETE /inbox", false)]
    [InlineData("POST /inbox", false)]
    public void what_goes_to_an_inbox_is_a_delivery_whatever_it_carries(string request, bool hasBody = true) =>
        Assert.Equal(RequestClass.Delivery, Classify(request, hasBody).Class);

    [Theory]
    [InlineData("POST", "Signature: keyId=\"a\"")]
    [InlineData("POST", "signature-input: sig1=()")]
    [InlineData("POST", "Authorization: Signature keyId=\"a\"")]
    [InlineData("POST", "Authorization: X keyId=\"a\"")]
    [InlineData("POST", "Authorization: keyid = 'a'")]
    [InlineData("POST", "Authorization: Bearer a, KEYID=\"b\"")]
    [InlineData("POST", "Authorization: signature\tkeyId=a")]
    [InlineData("POST", "Digest: SHA-256=a")]
    [InlineData("POST", "Content-Digest: sha-256=:a:")]
    [InlineData("POST", "Repr-Digest: sha-256=:a:")]
    [InlineData("POST", ActivityJson)]
    [InlineData("POST", "Content-Type: text/plain, Application/LD+JSON")]
    [InlineData("PUT", ActivityJson)]
    [InlineData("PATCH", "Signature: keyId=\"a\"")]
    [InlineData("DELETE", "Signature: keyId=\"a\"")]
    [InlineData("QUERY", "Signature: keyId=\"a\"")]
    public void what_hands_something_over_is_a_delivery_wherever_it_goes(string method, string header) =>
        Assert.Equal(RequestClass.Delivery, Classify(method + " /somewhere/else", true, header).Class);

    [Theory]
    [InlineData("POST /api/v1/statuses", "Authorization: Bearer keyid0123", "Content-Type: application/json")]
    [InlineData("POST /api/v1/media", "Content-Type: multipart/form-data; boundary=x")]
    [InlineData("POST /login", "Content-Type: application/x-www-form-urlencoded", "Authorization: Basic a2V5SWQ=")]
    [InlineData("PUT /api/v1/lists/1", "Content-Type: application/json")]
    [InlineData("POST /api/inboxes/1")]
    [InlineData("GET /users/alice/inbox")]
    public void the_client_api_is_other_traffic(string request, params string[] headers)
    {
        var classified = Classify(request, !request.StartsWith("GET", StringComparison.Ordinal), headers);

        Assert.Equal((RequestClass.Other, null), (classified.Class, classified.Rejection));
    }

    [Theory]
    [InlineData("GET /users/a/statuses/1", RequestClass.Fetch)]
    [InlineData("HEAD /users/a/statuses/1", RequestClass.Fetch)]
    [InlineData("OPTIONS /users/a/statuses/1", RequestClass.Other)]
    [InlineData("GET /actor", RequestClass.Open)]
    [InlineData("GET /nodeinfo/2.0", RequestClass.Open)]
    [InlineData("GET /actor?rest_route=/activitypub/1.0/actors/1/outbox", RequestClass.Fetch)]
    [InlineData("GET /.well-known/host-meta?author=1", RequestClass.Fetch)]
    [InlineData("GET /actor%3Frest_route=/x", RequestClass.Fetch)]
    [InlineData("GET /.well-known/webfinger?resource=acct:a@b", RequestClass.Open)]
    public void what_reads_is_a_fetch_if_it_is_signed_and_open_by_its_exact_path_alone(string request, object expected) =>
        Assert.Equal(expected, Classify(request, false, "Signature: keyId=\"a\"").Class);

    [Theory]
    [InlineData("GET /media//a", "Signature: x")]
    [InlineData("GET /media//a", "Authorization: keyId=x")]
    [InlineData("GET /media//a", "Accept: text/html, application/activity+json")]
    [InlineData("GET /media//a", ActivityJson)]
    [InlineData("POST /media//a", "Digest: SHA-256=a")]
    [InlineData("POST /users/a/%69nbox")]
    [InlineData("POST /users/a%252finbox")]
    [InlineData("GET /users/a/%69nbox")]
    [InlineData("POST /inbox%20")]
    [InlineData("POST /inbox%0A")]
    [InlineData("POST /inbox%00.html")]
    [InlineData("POST /inbox;x=1")]
    [InlineData("GET /nodeinfo/..%2fusers%2fa")]
    [InlineData("GET /nodeinfo/..")]
    [InlineData("GET /nodeinfo/%2e%2e%2fusers%2fa")]
    [InlineData("GET /x/../ACTOR")]
    [InlineData("GET /fedfilter/%61ctor")]
    [InlineData("GET /users/a/./statuses/1")] // a rule names it
    public void an_ambiguous_path_is_refused_where_federation_could_be_meant(string request, params string[] headers) =>
        Assert.Equal("path-ambiguous", Classify(request, !request.StartsWith("GET", StringComparison.Ordinal), headers).Rejection?.Code);

    [Theory]
    [InlineData("GET /media//picture%2f1")]
    [InlineData("GET /x/../y")]
    [InlineData("GET /a;b=c/d")]
    [InlineData("GET /search/100%")]
    [InlineData("POST /forms//contact")]
    public void an_ambiguous_path_elsewhere_is_other_traffic(string request)
    {
        var classified = Classify(request, request.StartsWith("POST", StringComparison.Ordinal), "Accept: text/html");

        Assert.Equal((RequestClass.Other, null), (classified.Class, classified.Rejection));
    }

    [Theory]
    [InlineData("GET /a?_method=POST", "method-override")]
    [InlineData("POST /a?x=1&%5Fmethod=PUT", "method-override")]
    [InlineData("GET /a?_METHOD[]=POST", "method-override")]
    [InlineData("GET /a?.method=POST", "method-override")]
    [InlineData("POST /inbox?x=1", "delivery-query")]
    [InlineData("POST /inbox?type=Create", "delivery-query")]
    [InlineData("POST /?rest_route=/activitypub/1.0/inbox&type=Create", "delivery-query")]
    [InlineData("POST /inbox?rest_route=/wp/v2/posts", "delivery-query")]
    [InlineData("POST /inbox?", null)]
    [InlineData("POST /?rest_route=/activitypub/1.0/inbox", null)]
    public void a_query_neither_changes_a_method_nor_comes_with_a_delivery(string request, string? code) =>
        Assert.Equal(code, Classify(request, request.StartsWith("POST", StringComparison.Ordinal)).Rejection?.Code);

    [Theory]
    [InlineData("GET /inbox", "body-unexpected")]
    [InlineData("GET /inbox", "body-unexpected", "Signature: x")]
    [InlineData("HEAD /?rest_route=/activitypub/1.0/inbox", "body-unexpected")]
    [InlineData("OPTIONS /about", "body-unexpected", ActivityJson)]
    [InlineData("GET /about", "body-unexpected", "Content-Digest: sha-256=:a:")]
    [InlineData("GET /about", null)]
    [InlineData("GET /users/a", null, "Signature: x", ActivityJson)]
    public void what_only_reads_hands_nothing_over(string request, string? code, params string[] headers) => Assert.Equal(code, Classify(request, true, headers).Rejection?.Code);

    [Theory]
    [InlineData("mastodon", "POST /api/fasp/data_sharing/v0/announcements", RequestClass.Other)]
    [InlineData("mastodon", "DELETE /api/fasp/data_sharing/v0/event_subscriptions/1", RequestClass.Other)]
    [InlineData("mastodon", "GET /api/fasp/debug/v0/callback/logs", RequestClass.Other)]
    [InlineData("mastodon", "POST /api/fasp/inbox", RequestClass.Delivery)]
    [InlineData("mastodon", "POST /API/fasp/registration", RequestClass.Delivery)]
    [InlineData("mastodon", "POST /zot", RequestClass.Delivery)]
    [InlineData("any", "POST /api/fasp/data_sharing/v0/announcements", RequestClass.Delivery)]
    [InlineData("gotosocial", "POST /api/fasp/registration", RequestClass.Delivery)]
    [InlineData("hubzilla", "POST /zot", RequestClass.Other)]
    [InlineData("hubzilla", "POST /owa", RequestClass.Other)]
    [InlineData("hubzilla", "GET /owa", RequestClass.Other)]
    [InlineData("hubzilla", "POST /owa?q=inbox", RequestClass.Delivery)]
    [InlineData("hubzilla", "POST /zot/x", RequestClass.Delivery)]
    public void signatures_of_another_protocol_are_the_origins_to_verify_where_its_software_has_it(string software, string request, object expected) =>
        Assert.Equal(expected, Classify(request, !request.StartsWith("GET", StringComparison.Ordinal), software, "Signature-Input: sig=()", "Signature: sig=:a:", "Content-Digest: sha-256=:a:").Class);

    [Fact]
    public void a_delivery_disguised_as_another_protocols_request_is_a_delivery()
    {
        Assert.Equal(RequestClass.Delivery, Classify("POST /api/fasp/registration", true, "mastodon", ActivityJson, "Signature: keyId=\"a\"").Class);
        Assert.Equal("path-ambiguous", Classify("POST /api/fasp/..%2f..%2finbox", true, "mastodon", "Signature: keyId=\"a\"").Rejection?.Code);
        Assert.Equal("path-ambiguous", Classify("POST /api/fasp/..%2f..%2fusers%2fa", true, "mastodon", "Signature: keyId=\"a\"").Rejection?.Code);
        Assert.Equal(RequestClass.Delivery, Classify("POST /zot?req=inbox/alice", true, "hubzilla", "Authorization: Signature keyId=\"a\"").Class);
    }

    [Fact]
    public void routing_parameters_are_those_of_the_configured_software()
    {
        Assert.Equal(RequestClass.Other, Classify("POST /?rest_route=/activitypub/1.0/inbox", true, "gotosocial").Class);
        Assert.Equal(RequestClass.Delivery, Classify("POST /?rest_route=/activitypub/1.0/inbox", true, "wordpress").Class);
        Assert.Equal(RequestClass.Delivery, Classify("POST /x%26q=inbox", true, "hubzilla").Class);
        Assert.Equal(RequestClass.Delivery, Classify("POST /x?pagename=inbox/alice", true, "friendica").Class);
        Assert.Null(Classify("GET /a?_method=POST", false, "gotosocial").Rejection);
        Assert.Equal(["/activitypub/1.0/actors/1/outbox", "/wp-json/activitypub/1.0/actors/1/outbox"], Classify("GET /?rest_route=%2factivitypub/1.0/actors/1/outbox", false, "wordpress").Query.Paths);
    }

    /// <param name="request">Method and target.</param>
    /// <param name="hasBody">Whether a body follows.</param>
    /// <param name="lines">Header lines; a word without a colon is the origin's software.</param>
    private static ClassifiedRequest Classify(string request, bool hasBody, params string[] lines)
    {
        var (method, target) = (request[..request.IndexOf(' ', StringComparison.Ordinal)], request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var headers = new HeaderDictionary();
        foreach (var line in lines)
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
                headers.Append(line[..colon], line[(colon + 1)..].Trim());
        return Classification.Of(method, target, headers, hasBody, lines.FirstOrDefault(line => !line.Contains(':', StringComparison.Ordinal)) ?? "any");
    }
}
