using System.Net;
using FedFilter.Configuration;
using FedFilter.Lists;
using FedFilter.Network;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Lists;

/// <summary>A host of lists on loopback, the real guarded client, real files; only the clock is the test's.</summary>
internal sealed class ListWorld : IAsyncDisposable
{
    public const string FiveHosts = "a.example\nb.example\nc.example\nd.example\ne.example\n";

    private readonly FakeServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private ListWorld(FakeServer server) => _server = server;

    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync(FiveHosts);

    public List<IHeaderDictionary> Asked { get; } = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ListFiles Files => new(Path.Combine(_folder, "policies"), Path.Combine(_folder, "data"));

    public NetworkOptions Network => new()
    {
        AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
        AllowHttp = new HashSet<string> { "lists.example", "other.example", "inner.example" },
        Resolve = new Dictionary<string, FixedAddress>
        {
            ["lists.example"] = new(IPAddress.Loopback, _server.Port),
            ["other.example"] = new(IPAddress.Loopback, _server.Port),
            ["inner.example"] = new(IPAddress.Parse("10.0.0.1"), _server.Port),
        },
    };

    public static ListDeclaration List { get; } =
        new("blocked", new Place("lists.yaml", 1, 1), ListFormat.Plain) { Url = new Uri("http://lists.example/blocked.txt"), Refresh = TimeSpan.FromHours(24) };

    public static async Task<ListWorld> StartAsync()
    {
        ListWorld? world = null;
        world = new ListWorld(await FakeServer.StartAsync(context =>
        {
            world!.Asked.Add(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            return world.Answer(context);
        }));
        return world;
    }

    /// <summary>As a program that has just been started would do it.</summary>
    public async Task RefreshAsync(ListDeclaration? list = null, TimeSpan? deadline = null) =>
        await new ListRefresh(Files, NetworkRegistration.Resources(Network, TimeProvider.System), Time, NullLogger<ListRefresh>.Instance) { Deadline = deadline ?? TimeSpan.FromSeconds(60) }
            .RefreshAsync([list ?? List], TestContext.Current.CancellationToken);

    public async Task RefreshADayLaterAsync(ListDeclaration? list = null)
    {
        Time.Advance(TimeSpan.FromDays(1));
        await RefreshAsync(list);
    }

    public ListText Read(ListDeclaration? list = null) => Files.Read(list ?? List);

    public ListText.Found Found() => Assert.IsType<ListText.Found>(Read());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
