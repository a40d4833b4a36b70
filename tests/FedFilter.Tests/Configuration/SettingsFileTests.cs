using FedFilter.Configuration;

namespace FedFilter.Tests.Configuration;

public sealed class SettingsFileTests
{
    private const string Path = "/etc/fedfilter/fedfilter.yaml";

    private const string Minimal = """
        gateway:
          origins:
            - host: social.example
              upstream: [http://127.0.0.1:3000]
        """;

    [Fact]
    public void a_name_and_an_address_are_enough()
    {
        var settings = Good(Minimal);

        Assert.Equal("127.0.0.1:8080", settings.Gateway.Listen.ToString());
        Assert.Equal("/etc/fedfilter/data", settings.Data);
        Assert.Equal("/etc/fedfilter/policies", settings.Policies);
        Assert.Equal(UnsignedFetch.ActorStub, settings.Gateway.UnsignedFetch);
        Assert.Equal(TimeSpan.FromHours(1), settings.Gateway.ClockSkew);
        Assert.Equal(1024 * 1024, settings.Gateway.MaxBody);
        Assert.False(settings.Gateway.PassForwarded);
        Assert.Equal(["/inbox", "/**/inbox", "/shared-inbox"], settings.Gateway.Inboxes);
        Assert.Equal(["social.example"], settings.OwnHosts);
    }

    [Fact]
    public void the_file_that_init_writes_is_good() => Good(FedFilter.Commands.ShippedPolicy.Configuration());

    [Fact]
    public void everything_the_file_may_hold_is_understood_and_what_is_not_acted_on_yet_is_named()
    {
        var settings = Good("""
            data: /var/lib/fedfilter
            policies: ./policies
            gateway:
              listen: http://[::1]:8080
              certificate: null
              origins:
                - host: Social.Example
                  scheme: https
                  aliases: [example.com]
                  upstream: [http://127.0.0.1:3000, http://127.0.0.1:3001]
                  paths: { /api/v1/streaming: [http://127.0.0.1:4000] }
                  commits: { terms: [no-ai-training], text: https://social.example/terms, contact: mailto:admin@social.example }
              inboxes: [/inbox]
              open: [/i/actor]
              trusted-proxies: [127.0.0.0/8, 10.0.0.1]
              max-body: 64KiB
              unsigned-fetch: refuse
              forwarded: pass
              clock-skew: 5m
              refusals: terse
              other-traffic: refuse
              ai-crawlers: refuse
            egress: { listen: http://127.0.0.1:8118, clients: [127.0.0.0/8], ports: [443], always: [], plain: lenient, intercept: false }
            forward-auth: { listen: http://127.0.0.1:8082, allow-unchecked-digest: false }
            relay: { host: relay.example }
            console: { listen: http://127.0.0.1:8081 }
            storage: { provider: sqlite }
            network: { allow-private: [10.0.0.0/8], allow-http: [plain.example], resolve: { a.example: 10.0.0.1, b.example: "10.0.0.1:8443" }, ca-files: [] }
            notify: [https://hooks.example/a, http://plain.example/b?c=d]
            audit: { keep: 400d, details-keep: 30d, allowed: count, replay-keep: 3d }
            """);

        Assert.Equal("social.example", settings.Gateway.Origins[0].Host);
        Assert.Equal(8443, settings.Network.Resolve["b.example"].Port);
        Assert.Equal(TimeSpan.FromDays(3), settings.Audit.ReplayKeep);
        Assert.Equal("127.0.0.1:8118", settings.Egress!.Listen.ToString());
        Assert.Equal(["forward-auth", "console", "audit.allowed"], settings.NotActedOn);
        Assert.Equal(["https://hooks.example/a", "http://plain.example/b?c=d"], settings.Notify.Select(webhook => webhook.AbsoluteUri));
    }

    [Fact]
    public void all_that_is_wrong_is_said_at_once_with_its_place_and_a_cure()
    {
        Assert.Equal(
            """
            fedfilter.yaml:2:11: listen must be http://ADDRESS:PORT, such as http://127.0.0.1:8080 (https needs `certificate:`)
            fedfilter.yaml:4:13: a host is a public name such as social.example, with a port only if it is not the scheme's default
            fedfilter.yaml:5:17: an upstream is http://HOST:PORT or https://HOST:PORT, without a path
            fedfilter.yaml:6:13: this origin has no `upstream:`, the address its server listens on, such as http://127.0.0.1:3000
            fedfilter.yaml:7:13: `max-body: 1MB` is not understood; it takes a size such as 64KiB or 1MiB
            fedfilter.yaml:8:15: clock-skew must be from 5m to 12h; 1h suits all servers in use
            fedfilter.yaml:9:3: `unsigned-fetsch` is not known here; did you mean `unsigned-fetch`?
            fedfilter.yaml:10:14: `forwarded: maybe` is not known; it takes refuse, pass
            fedfilter.yaml:11:12: inboxes takes paths such as /inbox or /**/inbox, each beginning with a slash
            fedfilter.yaml:13:19: allow-private takes address ranges such as 10.0.0.0/8 or fd00::/8
            fedfilter.yaml:14:15: `https://a.example`: give a host name without a port
            fedfilter.yaml:15:25: `somewhere` is no address; give one such as 127.0.0.1 or 127.0.0.1:8080
            fedfilter.yaml:17:13: `provider: postgres` is not known; it takes sqlite
            """,
            Problems("""
            gateway:
              listen: https://127.0.0.1:8080
              origins:
                - host: https://social.example
                  upstream: http://127.0.0.1:3000/path
                - host: other.example
              max-body: 1MB
              clock-skew: 24h
              unsigned-fetsch: refuse
              forwarded: maybe
              inboxes: inbox
            network:
              allow-private: [ten]
              allow-http: https://a.example
              resolve: { a.example: somewhere }
            storage:
              provider: postgres
            """));
    }

    [Fact]
    public void egress_is_off_unless_it_listens_and_then_serves_this_machine_alone()
    {
        Assert.Null(Good(Minimal).Egress);
        Assert.Null(Good(Minimal + "\negress: { plain: strict }").Egress);

        var egress = Good(Minimal + "\negress: { listen: http://127.0.0.1:8118, always: [Objects.Example, '*.push.example'] }").Egress!;
        Assert.Equal(["127.0.0.0/8", "::1/128"], egress.Clients.Select(network => network.ToString()));
        Assert.Equal([443], egress.Ports);
        Assert.Equal((false, false), (egress.Strict, egress.Intercept));
        Assert.Equal([true, false, true, false], "objects.example a.objects.example a.b.push.example push.example".Split(' ').Select(egress.Always.Include));
    }

    [Fact]
    public void what_would_make_egress_an_open_proxy_is_an_error()
    {
        Assert.Equal(
            """
            fedfilter.yaml:6:11: listen must be http://ADDRESS:PORT, such as http://127.0.0.1:8118
            fedfilter.yaml:7:12: clients names everyone: that would be an open proxy; name the addresses of your own server, such as 10.0.0.5
            fedfilter.yaml:8:16: ports takes numbers from 1 to 65535, such as 443
            fedfilter.yaml:9:12: always takes hosts, such as objects.example, or *.push.example for what lies below one
            fedfilter.yaml:10:10: `plain: open` is not known; it takes lenient, strict
            """,
            Problems(Minimal + """

            egress:
              listen: https://127.0.0.1:8118
              clients: [0.0.0.0/0]
              ports: [443, https]
              always: [10.0.0.1]
              plain: open
            """));
        Assert.Contains("egress and gateway cannot both listen on 127.0.0.1:8080", Problems(Minimal + "\negress: { listen: http://127.0.0.1:8080 }"), StringComparison.Ordinal);
    }

    [Fact]
    public void without_a_gateway_there_is_nothing_to_do() => Assert.Contains("there is no `gateway:` section", Problems("data: ./data"));

    [Fact]
    public void what_an_origin_commits_to_is_named_or_spelled_out()
    {
        var commits = Good("""
            gateway:
              origins:
                - host: social.example
                  upstream: http://127.0.0.1:3000
                  commits: { terms: no-ai-training, statements: [{ use: sell, party: third-party, scope: received, value: conditional }] }
            """).Gateway.Origins[0].Commits!;

        Assert.Equal(["train-ai operator local,received no", "sell third-party received conditional"], commits.Statements.Select(one => $"{one.Use} {one.Party} {string.Join(',', one.Scope)} {one.Value}"));
    }

    [Fact]
    public void a_promise_that_is_not_understood_is_said_with_what_would_be()
    {
        Assert.Equal(
            """
            fedfilter.yaml:6:17: `no-training` is no term whose words are known here (no-ai-training is); say what it means under `statements:`, as { use: no-training, party: operator, scope: [local, received], value: no }
            fedfilter.yaml:7:22: `value:` is missing; it takes no, conditional, allowed
            fedfilter.yaml:7:22: `scope:` is missing; it takes local, received, or both
            fedfilter.yaml:7:46: `party: us` is not known; it takes operator, third-party
            fedfilter.yaml:8:15: `text` takes the address of a page, such as https://social.example/terms
            fedfilter.yaml:9:18: `contact` takes a URI such as mailto:admin@social.example or https://social.example/about
            fedfilter.yaml:12:16: `commits` promises nothing: give it `terms: [no-ai-training]`, or `statements:`
            """,
            Problems("""
            gateway:
              origins:
                - host: social.example
                  upstream: http://127.0.0.1:3000
                  commits:
                    terms: [no-training]
                    statements: [{ use: train-ai, party: us }]
                    text: terms.html
                    contact: alice
                - host: other.example
                  upstream: http://127.0.0.1:3000
                  commits: { text: https://other.example/terms }
            """), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void a_webhook_that_could_not_be_reached_is_said_with_what_would_open_the_way()
    {
        Assert.Equal(
            """
            fedfilter.yaml:6:5: notify takes addresses of webhooks, such as https://hooks.example/fedfilter
            fedfilter.yaml:7:5: notify takes addresses of webhooks, such as https://hooks.example/fedfilter
            fedfilter.yaml:8:5: a webhook is reached by https; plain http needs hooks.example in `network.allow-http`, and a private address its range in `network.allow-private`
            fedfilter.yaml:9:5: a webhook is on a host with a name; `network.resolve` leads a name to an address, and a private one needs its range in `network.allow-private`
            """,
            Problems("""
            gateway:
              origins:
                - host: social.example
                  upstream: http://127.0.0.1:3000
            notify:
              - hooks.example
              - https://user:password@hooks.example/
              - http://hooks.example/a
              - https://127.0.0.1/a
            """), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void one_host_belongs_to_one_origin() => Assert.Contains("social.example is named twice, first at fedfilter.yaml:3:13", Problems("""
        gateway:
          origins:
            - host: social.example
              upstream: http://127.0.0.1:3000
            - host: example.com
              aliases: [SOCIAL.example]
              upstream: http://127.0.0.1:3001
        """));

    [Fact]
    public void a_variable_lies_over_the_file_and_a_mistake_in_it_names_it()
    {
        var (settings, _) = SettingsFile.Read(Path, Minimal, Environment(
            ("FEDFILTER__GATEWAY__MAX_BODY", "64KiB"), ("FEDFILTER__GATEWAY__ORIGINS__0__UPSTREAM__0", "http://127.0.0.1:9"), ("FEDFILTER__GATEWAY__OPEN__0", "/i/actor"), ("OTHER", "x")));
        var (_, problems) = SettingsFile.Read(Path, Minimal, Environment(("FEDFILTER__GATEWAY__MAX_BODY", "much"), ("FEDFILTER__GATWAY__X", "1")));

        Assert.Equal(64 * 1024, settings!.Gateway.MaxBody);
        Assert.Equal(9, settings.Gateway.Origins[0].Upstream[0].Port);
        Assert.Equal(["/i/actor"], settings.Gateway.Open);
        Assert.Equal(
            [
                "FEDFILTER__GATEWAY__MAX_BODY: `max-body: much` is not understood; it takes a size such as 64KiB or 1MiB",
                "FEDFILTER__GATWAY__X: `gatway` is not known here; did you mean `gateway`?"],
            problems.Select(problem => problem.ToString()));
    }

    private static IEnumerable<KeyValuePair<string, string>> Environment(params (string Name, string Value)[] variables) =>
        variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value));

    private static Settings Good(string text)
    {
        var (settings, problems) = SettingsFile.Read(Path, text, []);
        Assert.Empty(problems);
        return settings!;
    }

    private static string Problems(string text) => string.Join('\n', SettingsFile.Read(Path, text, []).Problems).Replace("/etc/fedfilter/", "", StringComparison.Ordinal);
}
