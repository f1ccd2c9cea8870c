from django.urls import path

from . import tree_views, views

app_name = "matrix"
urlpatterns = [
    path("", views.own, name="own"),
    path("untuk-saya/", views.offers, name="offers"),
    path("pohon/", tree_views.tree, name="tree"),
    path("pohon/<int:pk>/", tree_views.branch, name="branch"),
    path("<int:pk>/", views.matrix, name="matrix"),
    path("<int:pk>/terbit/", views.publish, name="publish"),
    path("<int:pk>/anggota/", views.members, name="members"),
    path("<int:pk>/anggota/<int:employee>/lepas/", views.remove_member, name="remove_member"),
    path("<int:pk>/<int:result>/<int:employee>/", views.cell, name="cell"),
    path("<int:pk>/<int:result>/<int:employee>/kosongkan/", views.clear, name="clear"),
]
